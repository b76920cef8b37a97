/**
 * The runtimes we know, the more telling words first: where two signatures match a line, the
 * earlier one names the error.
 */
import type { RuntimeWords } from './signature';
import { bun } from './signatures/bun';
import { compiled } from './signatures/compiled';
import { deno } from './signatures/deno';
import { devServers } from './signatures/devServers';
import { dotnet } from './signatures/dotnet';
import { elixir } from './signatures/elixir';
import { erlang } from './signatures/erlang';
import { generic } from './signatures/generic';
import { go } from './signatures/go';
import { java } from './signatures/java';
import { libc } from './signatures/libc';
import { lua } from './signatures/lua';
import { node } from './signatures/node';
import { perl } from './signatures/perl';
import { php } from './signatures/php';
import { python } from './signatures/python';
import { ruby } from './signatures/ruby';
import { rust } from './signatures/rust';
import { servers } from './signatures/servers';
import { shell } from './signatures/shell';
import { tcl } from './signatures/tcl';
import { tools } from './signatures/tools';
import { windows } from './signatures/windows';

export const runtimes: readonly RuntimeWords[] = [
  node,
  devServers,
  deno,
  dotnet,
  python,
  go,
  java,
  bun,
  ruby,
  php,
  perl,
  rust,
  elixir,
  erlang,
  tcl,
  lua,
  shell,
  compiled,
  servers,
  tools,
  windows,
  generic,
  libc,
];
