/*
 * Elements out of literal names and text. Nothing is ever parsed as markup: what comes out of the history becomes text
 * nodes and attribute values, whatever it says.
 */

export type Child = Node | string | number | null | undefined | false | readonly Child[];

type Value = string | number | boolean | null | undefined;

export interface Attributes {
  readonly [name: string]: Value | Listeners;
  readonly on?: Listeners;
}

type Listeners = Readonly<Record<string, (event: Event) => void>>;

/** @throws Error for attributes that could run something or leave the page: those are never set here */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  return fill(element, attributes, children);
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

function fill<E extends Element>(element: E, attributes: Attributes, children: readonly Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'object' && value !== null) listen(element, value);
    else if (value !== null && value !== undefined && value !== false) setAttribute(element, name, value);
  }
  append(element, children);
  return element;
}

function setAttribute(element: Element, name: string, value: Exclude<Value, null | undefined>): void {
  const isSafe = name === 'href' ? String(value).startsWith('#') : !/^(on|style|src|action|srcdoc)/.test(name);
  if (!isSafe) throw new Error(`the attribute ${name} is not set here`);
  element.setAttribute(name, value === true ? '' : String(value));
}

function listen(element: Element, listeners: Listeners): void {
  for (const [event, listener] of Object.entries(listeners)) element.addEventListener(event, listener);
}

export function append(element: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (typeof child === 'string' || child instanceof Node) element.append(child);
    else if (typeof child === 'number') element.append(String(child));
    else append(element, child);
  }
}
