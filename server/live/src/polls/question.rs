//! Which questions can be asked, and which answers fit them.

use protocol::{
    ErrorCode, Refusal, limits,
    polls::{Answer, Choice, Form, Key, Question},
};

use crate::text;

/// Returns the question with its texts as they are kept. Fails with [`ErrorCode::QuestionInvalid`].
pub(crate) fn valid_question(question: Question) -> Result<Question, Refusal> {
    let Question { text, form, anonymous } = question;
    Ok(Question { text: words(&text, limits::QUESTION_CHARS)?, form: valid_form(form)?, anonymous })
}

/// Returns the key to a valid question as it is kept. Fails with [`ErrorCode::QuestionInvalid`]. A scale has no key,
/// because it asks for an opinion.
pub(crate) fn valid_key(question: &Question, key: Key) -> Result<Key, Refusal> {
    if matches!(question.form, Form::Scale { .. }) {
        return Err(invalid("a scale has no right answer"));
    }
    let most = if question.form == Form::Number { limits::ANSWER_THOUSANDTHS } else { 0 };
    if !(0..=most).contains(&key.tolerance) {
        return Err(invalid("the tolerance"));
    }
    if key.points > limits::POINTS {
        return Err(invalid("the points"));
    }
    let right = valid_answer(question, key.right).map_err(|_| invalid("the right answer is none"))?;
    Ok(Key { right, explanation: words_or_none(&key.explanation, limits::EXPLANATION_CHARS)?, ..key })
}

/// Returns the answer to a valid question as it is kept. Fails with [`ErrorCode::AnswerInvalid`]. A list that is longer
/// than any question's choices is refused before its items are looked at.
pub fn valid_answer(question: &Question, answer: Answer) -> Result<Answer, Refusal> {
    let fits = match (&question.form, &answer) {
        (Form::Single { .. } | Form::YesNo | Form::Scale { .. }, Answer::Choices { choices }) => {
            choices.len() == 1 && known(question, choices)
        }
        (Form::Multiple { .. }, Answer::Choices { choices }) => {
            (1..=limits::CHOICES_MAX).contains(&choices.len())
                && choices.is_sorted_by(|a, b| a < b)
                && known(question, choices)
        }
        (Form::Number, Answer::Number { value }) => {
            (-limits::ANSWER_THOUSANDTHS..=limits::ANSWER_THOUSANDTHS).contains(value)
        }
        (Form::Text, Answer::Text { text }) => {
            let text = words(text, limits::ANSWER_CHARS).map_err(|_| ErrorCode::AnswerInvalid)?;
            return Ok(Answer::Text { text });
        }
        (Form::Order { choices }, Answer::Order { order }) => {
            order.len() == choices.len() && (0..choices.len()).all(|i| order.contains(&(i as u32)))
        }
        _ => false,
    };
    if fits { Ok(answer) } else { Err(ErrorCode::AnswerInvalid.into()) }
}

/// How many positions an answer can name.
pub(crate) fn positions(form: &Form) -> usize {
    match form {
        Form::Single { choices } | Form::Multiple { choices } | Form::Order { choices } => choices.len(),
        Form::YesNo => 2,
        Form::Scale { steps, .. } => *steps as usize,
        Form::Number | Form::Text => 0,
    }
}

fn known(question: &Question, choices: &[u32]) -> bool {
    choices.iter().all(|&choice| (choice as usize) < positions(&question.form))
}

fn valid_form(form: Form) -> Result<Form, Refusal> {
    Ok(match form {
        Form::Single { choices } => Form::Single { choices: valid_choices(choices)? },
        Form::Multiple { choices } => Form::Multiple { choices: valid_choices(choices)? },
        Form::Order { choices } => Form::Order { choices: valid_choices(choices)? },
        Form::Scale { steps, low, high } => {
            if !(limits::CHOICES_MIN..=limits::CHOICES_MAX).contains(&(steps as usize)) {
                return Err(invalid("the number of steps"));
            }
            let label = |text: &str| words_or_none(text, limits::CHOICE_CHARS);
            Form::Scale { steps, low: label(&low)?, high: label(&high)? }
        }
        form @ (Form::YesNo | Form::Number | Form::Text) => form,
    })
}

/// Returns the choices as they are kept. Two choices that read the same are refused, because nobody could tell them
/// apart.
fn valid_choices(choices: Vec<Choice>) -> Result<Vec<Choice>, Refusal> {
    if !(limits::CHOICES_MIN..=limits::CHOICES_MAX).contains(&choices.len()) {
        return Err(invalid("the number of choices"));
    }
    let mut kept: Vec<Choice> = Vec::with_capacity(choices.len());
    for choice in choices {
        let choice = Choice { text: words(&choice.text, limits::CHOICE_CHARS)? };
        if kept.contains(&choice) {
            return Err(invalid("a choice is there twice"));
        }
        kept.push(choice);
    }
    Ok(kept)
}

fn words(text: &str, chars: usize) -> Result<String, Refusal> {
    let kept = text::valid_message(text).ok().filter(|kept| kept.chars().count() <= chars);
    kept.ok_or_else(|| invalid("a text is empty, too long, or cannot be shown"))
}

fn words_or_none(text: &str, chars: usize) -> Result<String, Refusal> {
    if text.trim().is_empty() { Ok(String::new()) } else { words(text, chars) }
}

fn invalid(detail: &str) -> Refusal {
    Refusal::because(ErrorCode::QuestionInvalid, detail)
}
