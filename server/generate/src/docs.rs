//! Reads items with their documentation from source text: what the tables of `docs/reference.md` are made of.

/// An item that stands on one line, with the words above it.
#[derive(Debug, PartialEq)]
pub struct Item<'a> {
    /// The item's line, trimmed.
    pub line: &'a str,
    /// Its doc comment in one line of Markdown, with links to other items as plain code.
    pub doc: String,
}

/// The documented items of a source text.
pub fn items(source: &str) -> impl Iterator<Item = Item<'_>> {
    let mut doc = Vec::new();
    source.lines().map(str::trim).filter_map(move |line| match line.strip_prefix("///") {
        Some(words) => {
            doc.push(words.trim());
            None
        }
        None if line.starts_with("#[") => None,
        None => {
            let doc = std::mem::take(&mut doc).join(" ").replace("[`", "`").replace("`]", "`");
            (!doc.is_empty()).then_some(Item { line, doc })
        }
    })
}

/// The documented variants of an enum, none of which has fields.
pub fn variants<'a>(source: &'a str, name: &str) -> Vec<(&'a str, String)> {
    let body = source.split(&format!("pub enum {name} {{")).nth(1).unwrap_or_default();
    let body = body.split("\n}").next().unwrap_or_default();
    items(body).map(|item| (item.line.trim_end_matches(','), item.doc)).collect()
}

/// The documented constants with their values: sums of products of numbers and of constants before them.
pub fn constants(source: &str) -> Vec<(&str, u64, String)> {
    let mut found: Vec<(&str, u64, String)> = Vec::new();
    for Item { line, doc } in items(source) {
        let Some((name, rest)) = line.strip_prefix("pub const ").and_then(|rest| rest.split_once(':')) else {
            continue;
        };
        let expression = rest.split_once('=').map_or("", |(_, expression)| expression.trim().trim_end_matches(';'));
        let known = |word: &str| found.iter().find(|(name, ..)| *name == word).map(|(_, value, _)| *value);
        let value = evaluate(expression, known).unwrap_or_else(|| panic!("{name} = {expression} cannot be evaluated"));
        found.push((name, value, doc));
    }
    found
}

/// The value of `a * b / c …`, from left to right.
fn evaluate(expression: &str, known: impl Fn(&str) -> Option<u64>) -> Option<u64> {
    let mut words = expression.split_whitespace();
    let operand = |word: &str| word.replace('_', "").parse().ok().or_else(|| known(word));
    let mut value: u64 = operand(words.next()?)?;
    while let Some(operator) = words.next() {
        let other = operand(words.next()?)?;
        value = match operator {
            "*" => value.checked_mul(other)?,
            "/" => value.checked_div(other)?,
            _ => return None,
        };
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_read_with_their_words() {
        let source = "/// A frame.\n/// See [`B`].\npub const A: usize = 2 * 1_024;\npub const C: u8 = 1;\n/// B.\npub const B: u32 = A / 4;\n";
        let expected = [("A", 2_048, "A frame. See `B`.".to_owned()), ("B", 512, "B.".to_owned())];
        assert_eq!(constants(source), expected);
        let source = "/// Which.\n#[derive(Debug)]\npub enum Code {\n    /// One.\n    #[ts]\n    One,\n    /// Two.\n    Two,\n}\n/// No.\nOther,";
        assert_eq!(variants(source, "Code"), [("One", "One.".to_owned()), ("Two", "Two.".to_owned())]);
    }
}
