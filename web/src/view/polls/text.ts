/** Choices and answers in words, in the reader's language. */

import { language, t } from '../../i18n';
import type { Answer, Form, Key } from '../../protocol/generated';
import { choicesOf } from './polls';

/** The name of each choice or step, by position; empty for forms that have none. */
export function labelsOf(form: Form): string[] {
  if (form.form === 'yes_no') return [t('polls.yes'), t('polls.no')];
  if (form.form !== 'scale') return choicesOf(form).map((choice) => choice.text);
  return Array.from({ length: form.steps }, (_, index) => {
    const means = index === 0 ? form.low : index === form.steps - 1 ? form.high : '';
    const step = numberText((index + 1) * 1000);
    return means ? t('polls.step', { step, means }) : step;
  });
}

/** A number as the reader's language writes it. Takes thousandths. */
export function numberText(thousandths: number): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 3 }).format(thousandths / 1000);
}

/** A share as a percentage. Takes 0 to 1. */
export function percentText(share: number): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** An answer in words. */
export function answerText(form: Form, answer: Answer): string {
  const labels = labelsOf(form);
  switch (answer.answer) {
    case 'choices':
      return answer.choices.map((index) => labels[index] ?? '').join('; ');
    case 'number':
      return numberText(answer.value);
    case 'text':
      return answer.text;
    case 'order':
      return answer.order.map((index, place) => `${place + 1}. ${labels[index] ?? ''}`).join('; ');
  }
}

/** The right answer in words, with its tolerance. */
export function rightText(form: Form, { right, tolerance }: Key): string {
  const answer = answerText(form, right);
  return tolerance > 0 ? t('polls.within', { answer, off: numberText(tolerance) }) : answer;
}
