/**
 * The C library's sentences (strerror) in English and, from glibc's translations, in the languages
 * of facts.md C3: Java, bash, and programs that call setlocale print them.
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

const translated: readonly (readonly [language: string, inUse: string, notAvailable: string])[] = [
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
];

/** The sentences, for looking up the words that a runtime quotes. */
export const libcSentences: readonly SystemSentence[] = [
  ...english.map(({ text, code }): SystemSentence => ({ language: 'en', text, code })),
  ...onlyQuoted.map(([text, code]): SystemSentence => ({ language: 'en', text, code })),
  ...translated.flatMap(([language, inUse, notAvailable]): SystemSentence[] => [
    { language, text: inUse, code: 'EADDRINUSE' },
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
      String.raw`(?:^|[:>("'[\]\d,-]\s?)(?<words>${literal})(?:$|[.,;)\]"'\\]| \(| - |: |\s?!)`,
      'i',
    ),
    needles: [needleOf(text)],
    provedBy,
    notMatching: 'quiet/tool-prose-node-errors',
  };
}

/** Without the first word, whose case varies, up to the first letter that hardly any other text has. */
function needleOf(text: string): string {
  const rare = text.search(/[^\0-\u00BF]/);
  const needle = text.slice(rare < 0 ? 1 : rare);
  return needle.length > 3 ? needle : text.slice(1);
}

export const libc: RuntimeWords = {
  signatures: [
    ...english.map(({ id, text, provedBy }) => signatureOf(id, text, provedBy)),
    ...translated.flatMap(([language, inUse, notAvailable]) => [
      signatureOf(`libc.in-use.${language}`, inUse, `libc/in-use-${language}`),
      signatureOf(`libc.not-available.${language}`, notAvailable, `libc/not-available-${language}`),
    ]),
  ],
};
