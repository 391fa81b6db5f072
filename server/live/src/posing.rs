//! Names that could be taken for those of staff.
//!
//! A name is read in two ways ([`Reading`]), word by word: nobody sees in which script a letter is, whether a digit stands for
//! it, or in which order the words were meant.

use std::{cmp::Reverse, mem};

use unicode_normalization::{
    UnicodeNormalization,
    char::{canonical_combining_class, is_combining_mark},
};
use unicode_security::confusable_detection::skeleton;

use crate::text::is_blank;

/// Words that stand before or after names, and are no part of them.
const TITLES: [&str; 9] = ["dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "phd"];

/// Letters of a name that, without its spaces, is no word of another one by chance: `Zhang Liwei` is not `Li Wei`.
const LONG: usize = 8;

/// Whether a name could be taken for that of somebody of the staff: it has all words of theirs, in any order and among others
/// (`Owner, Olga (host)`), or spells them with spaces elsewhere (`OlgaOwner`, `O l g a Owner`). Initials and titles do not
/// count. Of staff with one word for a name, nobody else has just that: `Anna` is part of many others' names.
pub fn poses_as(name: &str, staff: &str) -> bool {
    let (name, staff) = (words(name), words(staff));
    let apart = taken_apart(&name);
    [Reading::Letters, Reading::Shapes].into_iter().any(|reading| {
        let theirs = read(&staff, reading);
        [&name, &apart].iter().any(|name| is_like(&read(name, reading), &theirs))
    })
}

/// How a word is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// By its letters, whether they are capitals or not, with digits for letters: `1DA` and `ida`.
    Letters,
    /// By the shapes that were typed: a small `l` looks like a capital `I`.
    Shapes,
}

impl Reading {
    fn read(self, word: &str) -> String {
        let letters = match self {
            // Signs that have no small form may look like capitals.
            Reading::Letters => look(&look(&with_letters_for_digits(word, 'i').to_lowercase()).to_lowercase()),
            Reading::Shapes => look(&small(&look(&with_letters_for_digits(word, 'l')))),
        };
        letters.chars().map(plain).filter(|c| c.is_alphanumeric()).collect()
    }
}

/// A word of a name, in one reading.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Word {
    text: String,
    /// Whether it is an initial or a title.
    is_minor: bool,
}

/// Whether a name has or spells the words of another.
fn is_like(name: &[Word], staff: &[Word]) -> bool {
    let major: Vec<&str> = staff.iter().filter(|word| !word.is_minor).map(|word| word.text.as_str()).collect();
    let is_whole = major.len() > 1;
    let mut needed = if is_whole { major } else { staff.iter().map(|word| word.text.as_str()).collect() };
    needed.sort_unstable_by_key(|word| (Reverse(word.len()), *word));
    if needed.is_empty() {
        return false;
    }
    if !is_whole {
        return spells(name, &needed) && (name.len() == staff.len() || name.iter().all(|word| word.is_minor));
    }
    let has_all = needed.iter().all(|needed| name.iter().any(|word| word.text == **needed));
    let is_long = needed.iter().map(|word| word.chars().count()).sum::<usize>() >= LONG;
    let mut runs = (0..name.len()).flat_map(|from| (from + 1..=name.len()).map(move |to| &name[from..to]));
    has_all || spells(name, &needed) || is_long && runs.any(|run| spells(run, &needed))
}

/// Whether the words spell the others, in any order, with nothing left over.
fn spells(run: &[Word], needed: &[&str]) -> bool {
    let mut text: String = run.iter().map(|word| word.text.as_str()).collect();
    let length: usize = needed.iter().map(|word| word.len()).sum();
    text.len() == length
        && needed.iter().all(|word| match text.find(word) {
            Some(at) => {
                // A space keeps what stood before the word from what stood after it.
                text.replace_range(at..at + word.len(), " ");
                true
            }
            None => false,
        })
}

/// The words in a reading. One that is empty in it is left out.
fn read(words: &[String], reading: Reading) -> Vec<Word> {
    let read = |word: &String| {
        let is_initial = word.chars().count() == 1;
        let text = reading.read(word);
        let is_minor =
            is_initial && text.chars().all(char::is_lowercase) || TITLES.contains(&word.to_lowercase().as_str());
        Word { text, is_minor }
    };
    words.iter().map(read).filter(|word| !word.text.is_empty()).collect()
}

/// The words of a name as they are typed, in compatibility decomposition (Unicode Annex 15), which makes `ᴼ` an `O`, without marks,
/// with nothing of what adorns them, and with plain letters.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in name.nfkd().map(plain).filter(|&c| c.is_whitespace() || !is_mark(c)) {
        match words.last_mut() {
            Some(word) if is_drawn_like_a_letter(c) => word.push(c),
            _ => words.push(String::new()),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The words with breaks at signs, in a name of one word also before capitals, and without numbers at their ends:
/// `DrOlgaOwner`, `Olga|Owner2`.
fn taken_apart(words: &[String]) -> Vec<String> {
    let (mut apart, is_one) = (Vec::new(), words.len() == 1);
    for word in words {
        let mut part = String::new();
        for c in word.trim_end_matches(char::is_numeric).chars() {
            if !c.is_alphanumeric() || is_one && c.is_uppercase() && part.ends_with(char::is_lowercase) {
                apart.push(mem::take(&mut part));
            }
            part.extend(c.is_alphanumeric().then_some(c));
        }
        apart.push(part);
    }
    apart
}

/// Whether the character is no letter of its own. The vowels of many scripts are marks, and letters all the same.
fn is_mark(c: char) -> bool {
    is_blank(c)
        || matches!(c, '\'' | '’' | '`' | 'ʼ' | 'ʻ')
        || canonical_combining_class(c) != 0
        || is_combining_mark(c) && !c.is_alphanumeric()
}

/// A text in small letters, but for a capital `L`, which has its own shape.
fn small(text: &str) -> String {
    let mut small = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'L' => small.push(c),
            other => small.extend(other.to_lowercase()),
        }
    }
    small
}

/// The skeleton of a text: Unicode Technical Standard 39, section 4.
fn look(text: &str) -> String {
    skeleton(text).collect()
}

fn is_drawn_like_a_letter(c: char) -> bool {
    c.is_alphanumeric() || skeleton(c.encode_utf8(&mut [0; 4])).any(char::is_alphanumeric)
}

/// The Latin letter for which a sign stands that neither its decomposition nor its skeleton shows: small capitals, and letters in
/// black circles and squares and of flags.
fn plain(c: char) -> char {
    const SMALL_CAPITALS: &str = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡxʏᴢ";
    let from = |first| char::from_u32(c as u32 - first + u32::from(b'a')).unwrap_or(c);
    match c {
        '🅐'..='🅩' => from('🅐' as u32),
        '🅰'..='🆉' => from('🅰' as u32),
        '🇦'..='🇿' => from('🇦' as u32),
        _ => SMALL_CAPITALS.chars().zip('a'..='z').find(|&(sign, _)| sign == c).map_or(c, |(_, letter)| letter),
    }
}

/// A word of letters and digits, with the letters for which digits stand. A `1` stands for several.
fn with_letters_for_digits(word: &str, one: char) -> String {
    if !word.chars().any(char::is_alphabetic) {
        return word.to_owned();
    }
    let letter = |c| match c {
        '0' => 'o',
        '1' => one,
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        other => other,
    };
    word.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*, sample::select};

    use super::*;

    #[test]
    fn names_that_pose_as_staffs() {
        for other in [
            "Olga Owner",
            "Olga\u{2800}Owner",
            "Olga Owner.",
            "Olga Owner ✔",
            "Olga Owner (instructor)",
            "OlgaOwner",
            "olga_owner",
            "Olga Owner 2",
            "Olga Owner2",
            "Olga Owner1",
            "Prof. Olga Owner",
            "DrOlgaOwner",
            "OlgaOwnerHost",
            // In another order, and with dots.
            "Owner Olga",
            "Owner, Olga",
            "owner.olga",
            "OwnerOlga",
            "Olga (the) Owner",
            "O.l.g.a. Owner",
            "O l g a  O w n e r",
            "Ol ga Own er",
            "Olga M. Owner",
            "O. Olga Owner",
            // With marks.
            "\u{D3}lga Owner",
            "Olga\u{336} Owner",
            // In capitals, and with signs that look alike.
            "OLGA OWNER",
            "oLGA oWNER",
            "O\u{406}ga Owner",
            "Olga 0wner",
            "0lga Owner",
            "O1ga Owner",
            "01ga 0wn3r",
            "O|ga Owner",
            "Olga|Owner",
            "Olga × Owner",
            "\u{1D3C}lga Owner",
            "𝐎𝐥𝐠𝐚 𝓞𝔀𝓷𝓮𝓻",
            "𝕆𝕝𝕘𝕒 𝙾𝚠𝚗𝚎𝚛",
            "Ｏｌｇａ　Ｏｗｎｅｒ",
            "ᴏʟɢᴀ ᴏᴡɴᴇʀ",
            "Oʟɢᴀ Oᴡɴᴇʀ",
            "Ⓞⓛⓖⓐ Ⓞⓦⓝⓔⓡ",
            "🅞🅛🅖🅐 🅞🅦🅝🅔🅡",
            "🄾🄻🄶🄰 🄾🅆🄽🄴🅁",
            "🅾🅻🅶🅰 🅾🆆🅽🅴🆁",
            "🇴🇱🇬🇦 🇴🇼🇳🇪🇷",
            "ᴼˡᵍᵃ ᴼʷⁿᵉʳ",
            "ОꓡGА ОᎳNЕR",
            "ꓳꓡꓖꓮ ꓳꓪꓠꓰꓣ",
            "Ⲟlga Ⲟwner",
            "ΟlgΑ Οwner",
        ] {
            assert!(poses_as(other, "Olga Owner"), "{other:?}");
        }
        for other in
            ["Olga", "Owner", "Olga Own", "Olga O.", "O. Owner", "Olga Owners", "Helga Owner", "", "✔", "1", "."]
        {
            assert!(!poses_as(other, "Olga Owner"), "{other:?}");
        }
    }

    #[test]
    fn titles_and_initials_of_staff_do_not_count() {
        for staff in ["Dr. Olga M. Owner", "Owner, Olga", "Prof. Olga OWNER", "Ólga Ówner"] {
            assert!(poses_as("olga owner", staff) && !poses_as("Olga M. Smith", staff), "{staff:?}");
        }
        for (name, staff) in
            [("kim lo", "Kim Lo"), ("Ida Lo", "lda Lo"), ("ida lo", "Ida Lo"), ("Wi11iam Hi11", "William Hill")]
        {
            assert!(poses_as(name, staff), "{name:?} {staff:?}");
        }
    }

    #[test]
    fn staff_with_one_word_for_a_name_have_just_that() {
        assert!(
            poses_as("anna!", "Anna")
                && poses_as("A n n a", "Anna")
                && poses_as("Ann4", "Anna")
                && poses_as("Anna 2", "Anna")
        );
        for other in ["Annabel", "Anna Bell", "Anna B.", "Ann A.", "An", ""] {
            assert!(!poses_as(other, "Anna"), "{other:?}");
        }
        assert!(poses_as("K. Anna", "Anna K.") && !poses_as("Anna", "Anna K."));
        assert!(!poses_as("Tom McKenzie", "McKenzie") && !poses_as("", "✔") && !poses_as("Smith", "Ms. Smith"));
        assert!(!poses_as("Teacher 2", "Teacher 1") && !poses_as("Room 12", "Room 1"));
    }

    #[test]
    fn names_of_other_scripts_are_compared_too() {
        for (name, staff) in [
            ("小明 王", "王 小明"),
            ("王小明", "王 小明"),
            ("Толстой Лев", "Лев Толстой"),
            ("كوهين שרה", "שרה كوهين"),
            ("राम कुमार", "कुमार राम"),
        ] {
            assert!(poses_as(name, staff), "{name:?} {staff:?}");
        }
        // They differ.
        for (name, staff) in
            [("Нина Лоза", "Инна Лоза"), ("小明", "王小明"), ("王 小龙", "王 小明"), ("रमा कुमार", "राम कुमार")]
        {
            assert!(!poses_as(name, staff), "{name:?} {staff:?}");
        }
    }

    /// Names that people have. Many share a word with others, or contain one; none has all words of another.
    const ORDINARY: &[&str] = &[
        "Anna Bell",
        "Annabel Lee",
        "Ann Lee",
        "Joann Leeds",
        "Anna Lee",
        "Kim Lee",
        "Kim Lo",
        "Kimberly Lo",
        "Ian Smith",
        "Lan Smith",
        "Jan Smith",
        "Jane Smith",
        "Jane Smithson",
        "Janet Smith",
        "John Smith",
        "Joan Smith",
        "Jane Doe",
        "John Doe",
        "Jane Dole",
        "Jean Doe",
        "Doe Lane",
        "Mary Jo Watson",
        "Jane Watson",
        "Amy Lin",
        "May Lin",
        "Amy Lim",
        "Lin Yamada",
        "Mila Novak",
        "Mina Novak",
        "Milan Novak",
        "Ivan Novak",
        "Ivana Novak",
        "Alex Li",
        "Alexa Li",
        "Alex Lin",
        "Al Exley",
        "Alexander Li",
        "Liam Brown",
        "William Brown",
        "Will Brown",
        "Liam Browning",
        "Maria Garcia",
        "Mario Garcia",
        "María José Álvarez López",
        "José María Pérez",
        "Jose Garcia",
        "Maria Lopes",
        "Peter Paul",
        "Paul Peterson",
        "Pauline Peters",
        "Peter Pauls",
        "Martin Luther",
        "Luther Martins",
        "Thomas Martin",
        "Nguyễn Văn An",
        "Nguyễn Thị Anh",
        "Trần Văn Anh",
        "Nguyễn Văn Bình",
        "Lê Thị An",
        "Phạm Minh Anh",
        "Wang Wei",
        "Wei Yang",
        "Wang Weiwei",
        "Li Wei",
        "Zhang Wei",
        "Zhang Weili",
        "Zhang Liwei",
        "Li Na",
        "Lina Zhang",
        "Chen Li",
        "Kim Min-jun",
        "Kim Min-ji",
        "Lee Min-ji",
        "Park Ji-min",
        "Lee Ji-eun",
        "Choi Min-seo",
        "김민준",
        "김민지",
        "이민지",
        "王伟",
        "王芳",
        "李娜",
        "李伟",
        "王小明",
        "小明",
        "田中 太郎",
        "田中 花子",
        "山田 太郎",
        "サトウ ハナコ",
        "Иван Петров",
        "Иван Павлов",
        "Пётр Иванов",
        "Нина Лоза",
        "Инна Лоза",
        "Анна Петрова",
        "Анна Павлова",
        "Олена Коваль",
        "Γιώργος Παπαδόπουλος",
        "Γιάννης Παπαδόπουλος",
        "Ελένη Νικολάου",
        "שרה כהן",
        "דוד כהן",
        "שרה לוי",
        "محمد علي",
        "علي محمود",
        "أحمد علي",
        "राम कुमार",
        "रमा कुमार",
        "अनिल कुमार",
        "अनीता शर्मा",
        "สมชาย ใจดี",
        "สมหญิง ใจดี",
        "আনিকা রহমান",
        "কবির রহমান",
        "Ömer Çelik",
        "Ömür Çelik",
        "Elif Yılmaz",
        "Emel Yılmaz",
        "Łukasz Nowak",
        "Łucja Nowak",
        "Søren Holm",
        "Søren Høl",
        "Åsa Berg",
        "O'Brien Pat",
        "Pat Bryan",
        "Conor O'Neill",
        "Connor Neil",
        "D'Angelo Russo",
        "Angelo Russo",
        "Tom McKenzie",
        "Kenzie Toms",
        "Ron McDonald",
        "Don McRonald",
        "DeShawn Green",
        "Shawn Green",
        "Jo Baker",
        "Ann Baker",
        "Rose Marie Klein",
        "Rosa Klein",
        "Rosemarie Kleine",
        "Marie Kleist",
        "Hans Klein",
        "Hanna Kleinert",
        "Lena Maier",
        "Lea Maier",
        "Lena Mayer",
        "Elena Maier",
        "Fatima Zahra",
        "Fatima Zaher",
        "Aisha Khan",
        "Ayesha Khan",
        "Ali Khan",
        "Alina Khan",
        "Omar Khan",
        "Oma Khanna",
        "Olu Ade",
        "Ade Oluwa",
        "Ngozi Eze",
        "Ngozi Ezeh",
        "Kwame Mensah",
        "Kwabena Mensah",
        "Thabo Mbeki",
        "Thabo Molefe",
        "Student 1",
        "Student 2",
        "Student 12",
        "Room 1",
        "Room 12",
        "Guest",
        "iPad",
        "iPhone 12",
        "iPhone 13",
        "Ms Green",
        "Mr Green Lee",
        "J. Doe",
        "J.D.",
        "Jane D.",
        "Jane",
        "Doe",
        "Smith",
        "M. Garcia",
        "A. B. Lee",
        "Bob",
        "Bobby",
        "Rob",
        "Robin",
        "Roberto",
    ];

    #[test]
    fn ordinary_names_pose_as_nobody_elses() {
        for (at, name) in ORDINARY.iter().enumerate() {
            assert!(poses_as(name, name), "{name:?}");
            for staff in ORDINARY[..at].iter().chain(&ORDINARY[at + 1..]) {
                assert!(!poses_as(name, staff), "{name:?} as {staff:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_compared(name in any::<String>(), staff in any::<String>()) {
            poses_as(&name, &staff);
        }

        /// The words of a name, and of staff, in any order, with any of these between them.
        #[test]
        fn the_order_of_words_is_no_matter(
            words in vec(select(vec!["Jane", "Doe", "Mila", "Wu", "Öz", "王", "Лев", "Al", "Anna", "Ann", "Lee", "li"]), 2..6).prop_shuffle(),
            turned in any::<prop::sample::Index>(),
            between in select(vec![" ", "  ", ".", ", ", "_", " - ", " (", "/"]),
            other in select(ORDINARY),
        ) {
            let mut other_order = words.clone();
            other_order.rotate_left(turned.index(words.len()));
            other_order.swap(0, 1);
            let (staff, name) = (words.join(" "), other_order.join(between));
            prop_assert!(poses_as(&name, &staff), "{name:?} as {staff:?}");
            prop_assert_eq!(poses_as(other, &staff), poses_as(other, &name), "{:?} as {:?}", other, staff);
            prop_assert_eq!(poses_as(&staff, other), poses_as(&name, other), "{:?} as {:?}", staff, other);
        }
    }
}
