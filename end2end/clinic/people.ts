// The demo clinic's people.

export interface Person {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

const PASSWORD = "amparo demo 1";

const demo = (name: string): Person => ({ name, email: `${name.toLowerCase()}@amparo.example`, password: PASSWORD });

export const ADMIN = demo("Admin");
/** Physiotherapist, weekdays from 8 to 18. */
export const HELENA = demo("Helena");
/** On duty day and night, visits of fifteen minutes. */
export const OTAVIO: Person = { name: "Otávio", email: "otavio@amparo.example", password: PASSWORD };
/** At the reception: everybody's agenda. */
export const ROSA: Person = { name: "Rosa Melo", email: "recepcao@amparo.example", password: PASSWORD };
export const ANA = demo("Ana");
export const RUI = demo("Rui");

let count = 0;

/** Somebody nobody has met: no two tests share a name, an address or a visit. */
export function somebody(name: string): Person {
  count += 1;
  const tag = `${process.pid}-${count}`;
  // No name is the beginning of another one.
  const [middle, last] = [
    ["Alfa", "Beta", "Gama", "Delta", "Sigma", "Zeta", "Lambda", "Ômega"],
    ["Lima", "Rocha", "Prado", "Nunes", "Vidal", "Castro", "Moraes", "Teles"],
  ];
  return {
    name: `${name} ${middle[count % 8]} ${last[Math.floor(count / 8) % 8]}`,
    email: `${name.toLowerCase().normalize("NFD").replace(/[^a-z]/g, "")}.${tag}@amparo.example`,
    password: PASSWORD,
  };
}
