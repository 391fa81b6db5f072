/** A message: text with `{name}` places, or one such text for each plural form that the language has, chosen by `count`. */
export type Message = string | Partial<Record<Intl.LDMLPluralRule, string>>;

/** The values for the places of a message. */
export type Params = Readonly<Record<string, string | number>>;

/** Chooses the plural form and fills the places. A place without a value stays as it is, so that tests see it. */
export function fill(message: Message, params: Params, language: string): string {
  const text = typeof message === 'string' ? message : pluralForm(message, Number(params.count ?? 0), language);
  return text.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = params[name];
    if (value === undefined) return place;
    return typeof value === 'number' ? new Intl.NumberFormat(language).format(value) : value;
  });
}

function pluralForm(forms: Exclude<Message, string>, count: number, language: string): string {
  return forms[new Intl.PluralRules(language).select(count)] ?? forms.other ?? '';
}

/**
 * Text like that of a language that is a third longer and reads from the right. It shows cut-off labels and left-bound
 * layout without a translator.
 */
export function pseudo(text: string): string {
  return `[${text}${' ~'.repeat(Math.ceil(text.length / 6))}]`;
}
