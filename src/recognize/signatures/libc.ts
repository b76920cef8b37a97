/**
 * The C library's sentences (strerror) in English and, from glibc's translations, in the languages
 * of Debian 12 (fixtures `libc/`): Java, bash, and programs that call setlocale print them.
 */
import type { RuntimeWords, Signature, SystemSentence } from '../signature';
import type { SocketErrorCode } from '../socketError';

// Needles leave out the first letter, which asyncio and Go print small.
const english = [
  {
    id: 'libc.address-in-use',
    text: 'Address already in use',
    code: 'EADDRINUSE',
    provedBy: 'c/address-in-use',
  },
  {
    id: 'libc.cannot-assign',
    text: 'Cannot assign requested address',
    code: 'EADDRNOTAVAIL',
    provedBy: 'c/cannot-assign',
  },
  {
    id: 'libc.cannot-assign-macos',
    text: "Can't assign requested address",
    code: 'EADDRNOTAVAIL',
    provedBy: 'quoted/c-macos',
  },
] as const;

// Quoted by runtimes that name the operation; too common to be an error on their own.
const onlyQuoted: readonly (readonly [text: string, code: SocketErrorCode])[] = [
  ['Permission denied', 'EACCES'],
  ['No buffer space available', 'ENOBUFS'],
  ['无法分配被请求的地址', 'EADDRNOTAVAIL'], // zh-CN of newer glibc
  ['Address in use', 'EADDRINUSE'], // musl
  ['Address not available', 'EADDRNOTAVAIL'], // musl
];

const translated: readonly (readonly [
  language: string,
  inUse: string | undefined,
  notAvailable: string,
])[] = [
  [
    'de',
    'Die Adresse wird bereits verwendet',
    'Die angeforderte Adresse kann nicht zugewiesen werden',
  ],
  ['fr', 'Adresse déjà utilisée', "Ne peut attribuer l'adresse demandée"],
  ['es', 'La dirección ya se está usando', 'No se puede asignar la dirección solicitada'],
  ['it', 'Indirizzo già in uso', "Impossibile assegnare l'indirizzo richiesto"],
  ['pt-BR', 'Endereço já em uso', 'Não foi possível acessar o endereço requisitado'],
  ['ru', 'Адрес уже используется', 'Невозможно назначить запрошенный адрес'],
  ['ja', 'アドレスは既に使用中です', '要求アドレスに割り当てられません'],
  ['ko', '주소가 이미 사용 중입니다', '요청한 주소를 배정할 수 없습니다'],
  ['zh-CN', '地址已在使用', '无法指定被请求的地址'],
  ['zh-TW', '位址已經有在使用', '無法指定所需的位址'],
  ['pl', 'Adres jest już w użyciu', 'Nie można przypisać żądanego adresu'],
  ['tr', 'Adres zaten kullanımda', 'İstenen adres bulunamıyor'],
  ['cs', 'Adresa je užívána', 'Požadovanou adresu nelze přiřadit'],
  ['nl', 'Adres is al in gebruik', 'Kan verzochte adres niet toewijzen'],
  ['sv', 'Adressen redan upptagen', 'Kan inte tilldela begärd adress'],
  ['da', 'Adressen er allerede i brug', 'Kan ikke tildele den ønskede adresse'],
  ['fi', 'Osoite on jo käytössä', 'Pyydettyä osoitetta ei voi asettaa'],
  ['nb', 'Adressen er allerede i bruk', 'Kan ikke benytte den ønskede adressen'],
  ['hu', 'A cím már használatban van', 'Nem sikerült a kért címet hozzárendelni'],
  ['uk', 'Адресу вже використано', 'Не вдалося призначити вказану адресу'],
  [
    'el',
    'Η διεύθυνση υποδοχής είναι ήδη σε χρήση',
    'Δεν είναι δυνατή η εκχώρηση της ζητηθήσας διεύθυνσης',
  ],
  ['bg', 'Адресът вече се използва', 'Недостъпен адрес на гнездо (socket)'],
  ['sk', 'Adresa je používaná', 'Priradenie požadovanej adresy nie je možné'],
  ['sl', 'Naslov je že v rabi', 'Zahtevanega naslova ni mogoče dodeliti'],
  ['hr', 'Adrese se već koriste', 'Nije moguće dodijeliti zatraženu adresu'],
  ['sr', 'Адреса је већ у употреби', 'Не могу да доделим захтевану адресу'],
  ['ca', 'L’adreça ja és en ús', 'No s’ha pogut assignar l’adreça sol·licitada'],
  ['vi', 'Địa chỉ đang được dùng', 'Không thể gán địa chỉ đã yêu cầu'],
  // "In use" is the same in Portugal and Brazil.
  ['pt', undefined, 'Impossível atribuir o endereço pedido'],
];

/** The sentences, for looking up the words that a runtime quotes. */
export const libcSentences: readonly SystemSentence[] = [
  ...english.map(({ text, code }): SystemSentence => ({ language: 'en', text, code })),
  ...onlyQuoted.map(([text, code]): SystemSentence => ({ language: 'en', text, code })),
  ...translated.flatMap(([language, inUse, notAvailable]): SystemSentence[] => [
    ...(inUse === undefined ? [] : [{ language, text: inUse, code: 'EADDRINUSE' as const }]),
    { language, text: notAvailable, code: 'EADDRNOTAVAIL' },
  ]),
];

/**
 * In prose these words mean nothing ("retry if the address already in use error comes back"); as
 * an error they stand alone, after a colon or bracket, and end the sentence.
 */
function signatureOf(id: string, text: string, provedBy: string): Signature {
  const literal = text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  return {
    id,
    pattern: new RegExp(
      String.raw`(?:^|[:>()"'[\]\d,-]\s?|\b[Ee]rror )(?<words>${literal})(?:$|[.,;)\]"'\\]| [([]| - |: |\s?!)`,
      'i',
    ),
    needles: [needleOf(text)],
    provedBy,
    notMatching: 'quiet/tool-prose-node-errors',
  };
}

/** Beginnings that hardly any other text has, the rarest first. */
const rareBeginnings = [/[^\0-\u00BF]/, /[bqwx](?=.{3})/, /[jkvz](?=.{3})/];

/**
 * Without the first letter, whose case varies; and, unless a stem of the prefilter stands in it,
 * from its first rare letter on.
 */
function needleOf(text: string): string {
  const needle = text.slice(1);
  if (/dress|irizzo/.test(needle)) {
    return needle;
  }
  const rare = rareBeginnings.map((beginning) => needle.search(beginning)).find((at) => at >= 0);
  const rest = needle.slice(rare ?? 0);
  return rest.length > 3 ? rest : needle;
}

export const libc: RuntimeWords = {
  signatures: [
    ...english.map(({ id, text, provedBy }) => signatureOf(id, text, provedBy)),
    ...translated.flatMap(([language, inUse, notAvailable]) => [
      ...(inUse === undefined
        ? []
        : [signatureOf(`libc.in-use.${language}`, inUse, `libc/in-use-${language}`)]),
      signatureOf(`libc.not-available.${language}`, notAvailable, `libc/not-available-${language}`),
    ]),
  ],
};
