/**
 * Windows' own sentences. Runtimes print them in the system's language, often without the final
 * full stop and sometimes lower-cased; the sources of the wordings are in facts.md C2 and beside
 * the fixtures.
 */
import type { RuntimeWords, Signature, SystemSentence } from '../signature';

const addressInUse: readonly (readonly [language: string, text: string, needle: string])[] = [
  ['en', 'Only one usage of each socket address', 'nly one usage of each socket address'],
  ['de', 'Normalerweise darf jede Socketadresse', 'ocketadresse'],
  ['fr', 'Une seule utilisation de chaque adresse de socket', 'adresse de socket'],
  ['es', 'olo se permite un uso de cada dirección de socket', 'n de socket'],
  ['it', 'consentito un solo utilizzo di ogni indirizzo di socket', 'ogni indirizzo di socket'],
  ['pt-BR', 'apenas uma utilização de cada endereço de soquete', 'ço de soquete'],
  ['ru', 'разрешается только одно использование адреса сокета', 'одно использование адреса сокета'],
  ['ja', '通常、各ソケット アドレスに対してプロトコル', '各ソケット アドレスに対して'],
  ['ko', '각 소켓 주소(프로토콜/네트워크 주소/포트)는 하나만', '각 소켓 주소('],
  ['zh-CN', '通常每个套接字地址', '通常每个套接字地址'],
  ['zh-TW', '一次只能用一個通訊端位址', '一次只能用一個通訊端位址'],
  ['pl', 'ylko jedno użycie każdego adresu gniazda', 'jedno użycie każdego adresu'],
  ['tr', 'her yuva adresi (iletişim kuralı', 'her yuva adresi (iletişim'],
  ['nl', 'Elk socketadres (protocol/netwerkadres/poort)', 'ocketadres (protocol'],
  ['sv', 'tillåts bara en användare för varje socketadress', 'varje socketadress'],
  ['cs', 'je povoleno pouze jedno použití každé adresy', 'pouze jedno použití každé adresy'],
];

const denied: readonly (readonly [language: string, text: string, needle: string])[] = [
  // Apostrophes are typographic or not.
  ['fr', 'un socket de manière interdite par ses autorisations', 'ocket de mani'],
  ['es', 'Intento de acceso a un socket no permitido por sus permisos', 'ocket no permitido'],
  ['it', 'Tentativo di accesso al socket con modalità non consentite', 'ocket con modalit'],
  ['pt-BR', 'tentativa de acesso a um soquete de uma maneira que é proibida', 'é proibida'],
  ['ru', 'попытка доступа к сокету методом, запрещенным', 'доступа к сокету методом'],
  [
    'ja',
    'アクセス許可で禁じられた方法でソケットにアクセス',
    'アクセス許可で禁じられた方法でソケット',
  ],
  ['ko', '액세스 권한에 의해 숨겨진 소켓에 액세스를 시도', '숨겨진 소켓에'],
  ['zh-TW', '嘗試存取通訊端被拒絕', '嘗試存取通訊端被拒絕'],
];

const others: readonly (readonly [SystemSentence, needle: string])[] = [
  [
    {
      language: 'en',
      text: 'An attempt was made to access a socket in a way forbidden by its access permissions',
      code: 'EACCES',
      platform: 'win32',
    },
    'ocket in a way forbidden',
  ],
  [
    {
      language: 'de',
      text: 'Der Zugriff auf einen Socket war aufgrund der Zugriffsrechte des Sockets unzul',
      code: 'EACCES',
      platform: 'win32',
    },
    'ockets unzul',
  ],
  [
    {
      language: 'zh-CN',
      text: '权限不允许的方式做了一个访问套接字的尝试',
      code: 'EACCES',
      platform: 'win32',
    },
    '权限不允许的方式做了一个访问套接字的尝试',
  ],
  ...denied.map(([language, text, needle]): readonly [SystemSentence, needle: string] => [
    { language, text, code: 'EACCES', platform: 'win32' },
    needle,
  ]),
  [
    {
      language: 'en',
      text: 'the system lacked sufficient buffer space or because a queue was full',
      code: 'ENOBUFS',
      platform: 'win32',
    },
    'ocket could not be performed',
  ],
  [
    {
      language: 'es',
      text: 'el sistema no tiene suficiente espacio de búfer o porque una cola estaba llena',
      code: 'ENOBUFS',
      platform: 'win32',
    },
    'ocket ya que el sistema',
  ],
  [
    {
      language: 'zh-CN',
      text: '由于系统缓冲区空间不足或队列已满',
      code: 'ENOBUFS',
      platform: 'win32',
    },
    '由于系统缓冲区空间不足或队列已满',
  ],
  [
    {
      language: 'en',
      text: 'The requested address is not valid in its context',
      code: 'EADDRNOTAVAIL',
      platform: 'win32',
    },
    'requested address is not valid in its context',
  ],
];

const numberOf = {
  EADDRINUSE: 10048,
  EACCES: 10013,
  ENOBUFS: 10055,
  EADDRNOTAVAIL: 10049,
  EAGAIN: 0,
};

/** Windows' sentences, for looking up the words that a runtime quotes. */
export const windowsSentences: readonly SystemSentence[] = [
  ...addressInUse.map(([language, text]): SystemSentence => ({
    language,
    text,
    code: 'EADDRINUSE',
    platform: 'win32',
  })),
  ...others.map(([sentence]) => sentence),
];

const needles = [
  ...addressInUse.map(([, , needle]) => needle),
  ...others.map(([, needle]) => needle),
];

function signatureOf(sentence: SystemSentence, needle: string): Signature {
  const number = numberOf[sentence.code];
  return {
    id: `windows.${number}.${sentence.language}`,
    pattern: new RegExp(
      `(?<words>${sentence.text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)})`,
      'i',
    ),
    needles: [needle],
    provedBy: `quoted/windows-${number}-${sentence.language}`,
    notMatching: 'quiet/tool-prose-node-errors',
  };
}

export const windows: RuntimeWords = {
  signatures: windowsSentences.map((sentence, index) =>
    signatureOf(sentence, needles[index] ?? sentence.text),
  ),
};
