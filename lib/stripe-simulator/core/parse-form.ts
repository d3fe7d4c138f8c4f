/** A form's value: text, or what its brackets build. Lists are objects whose keys are numbers. */
export type FormValue = string | Form;
export type Form = { [key: string]: FormValue };

/** Reads `a[b][0]=c&list[]=d` into nested objects. */
export function parseForm(text: string): Form {
  const root = emptyForm();
  for (const [name, value] of new URLSearchParams(text)) place(root, keysOf(name), value);
  return root;
}

/** The items of a list that a form holds, or null if it holds anything else. */
export function listOf(value: FormValue | undefined): FormValue[] | null {
  if (value === undefined || typeof value === "string") return null;
  const keys = Object.keys(value);
  if (!keys.every((key) => /^\d+$/.test(key))) return null;
  return keys.sort((a, b) => Number(a) - Number(b)).map((key) => value[key] ?? "");
}

/** Without a prototype, so that no name in a request means anything to the language. */
function emptyForm(): Form {
  return Object.create(null) as Form;
}

function keysOf(name: string): string[] {
  const open = name.indexOf("[");
  if (open <= 0) return [name];
  return [name.slice(0, open), ...[...name.slice(open).matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? "")];
}

function place(root: Form, keys: readonly string[], value: string): void {
  let level = root;
  for (const [depth, key] of keys.entries()) {
    const slot = key === "" ? String(Object.keys(level).length) : key;
    if (depth === keys.length - 1) {
      level[slot] = value;
      return;
    }
    const next = level[slot];
    if (typeof next === "object") {
      level = next;
    } else {
      const made = emptyForm();
      level[slot] = made;
      level = made;
    }
  }
}
