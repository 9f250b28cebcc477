// Prints docs/options.md: every prop and every choice of src/options, from the docstrings. `node tools/options.mjs > docs/options.md`
import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';

const source = new URL('../src/', import.meta.url);
const files = ['redis-cluster-props.ts', ...readdirSync(new URL('options/', source)).map((name) => `options/${name}`)];

const declarations = new Map(
  files
    .map((file) => ts.createSourceFile(file, readFileSync(new URL(file, source), 'utf8'), ts.ScriptTarget.Latest, true))
    .flatMap((file) => file.statements)
    .filter((statement) => statement.name && ts.getCombinedModifierFlags(statement) & ts.ModifierFlags.Export)
    .map((statement) => [statement.name.text, statement]),
);

/** What a docstring says, on one line. */
function text(node) {
  const [doc] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return cell(ts.getTextOfJSDocComment(doc?.comment));
}

function tag(node, name) {
  const found = ts.getJSDocTags(node).find(({ tagName }) => tagName.text === name);
  return found && cell(ts.getTextOfJSDocComment(found.comment));
}

function cell(words = '') {
  return words.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
}

/** `- sentence` as it is, anything else as code. */
function fallback(member) {
  const value = tag(member, 'default');
  if (value === undefined) return member.questionToken ? '' : '**required**';
  return value.startsWith('- ') ? value.slice(2) : `\`${value}\``;
}

function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** The members of an interface, those that it inherits after its own. */
function members(declaration) {
  const bases = (declaration.heritageClauses ?? []).flatMap(({ types }) => types.map(({ expression }) => declarations.get(expression.text)));
  return [...declaration.members, ...bases.flatMap(members)];
}

function props(declaration) {
  const rows = members(declaration).map((member) => [
    `\`${member.name.text}\``,
    `\`${cell(member.type.getText())}\``,
    fallback(member),
    text(member),
  ]);
  return table(['prop', 'type', 'default', 'what'], rows);
}

function factories(declaration) {
  const methods = declaration.members.filter(
    (member) => ts.isMethodDeclaration(member) && ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static,
  );
  return table(
    ['choice', 'what'],
    methods.map((method) => [
      `\`${declaration.name.text}.${method.name.text}(${method.parameters.map(({ name, dotDotDotToken }) => (dotDotDotToken ? '...' : '') + name.text).join(', ')})\``,
      text(method),
    ]),
  );
}

function values(declaration) {
  return table(
    ['value', 'what'],
    declaration.members.map((member) => [`\`${declaration.name.text}.${member.name.text}\``, text(member)]),
  );
}

/** What users write down: not what only other interfaces are made of. */
function section(declaration) {
  const render = ts.isEnumDeclaration(declaration) ? values : ts.isClassDeclaration(declaration) ? factories : props;
  return `## ${declaration.name.text}\n\n${text(declaration)}\n\n${render(declaration)}\n`;
}

const inherited = new Set(
  [...declarations.values()]
    .filter(ts.isInterfaceDeclaration)
    .flatMap(({ heritageClauses }) => heritageClauses ?? [])
    .flatMap(({ types }) => types.map(({ expression }) => expression.text)),
);
/** What a prop or a parameter takes as it is. */
const taken = new Set(
  [...declarations.values()]
    .flatMap((declaration) => declaration.members ?? [])
    .flatMap(({ type, parameters = [] }) => [type, ...parameters.map((parameter) => parameter.type)])
    .flatMap((type) => type?.getText().match(/\w+/g) ?? []),
);
const isMade = (name) => inherited.has(name.text) && !taken.has(name.text);
const written = [...declarations.values()].filter(
  (each) => [ts.isEnumDeclaration, ts.isClassDeclaration, ts.isInterfaceDeclaration].some((is) => is(each)) && !isMade(each.name),
);
const internal = ['AccessKind', 'AuthOptions', 'CertificateRequest', 'EngineVersion', 'EngineFamily', 'StorageKind', 'SecretKey'];

console.log(
  '# Options\n\nEvery prop of `RedisCluster` and every choice that a prop takes. Written by `node tools/options.mjs > docs/options.md` from the docstrings.\n',
);
console.log(
  written
    .filter(({ name }) => !internal.includes(name.text))
    .map(section)
    .join('\n'),
);
