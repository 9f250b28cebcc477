import { execFile } from 'node:child_process';

/** Runs kubectl against the cluster that KUBECONFIG names and returns its standard output; what it says otherwise is in the error. */
export async function kubectl(args: string[], input = ''): Promise<string> {
  return (await kubectlOutput(args, input)).stdout;
}

/** The same, with what went to standard error: warnings of the API server do. */
export function kubectlOutput(args: string[], input = ''): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = execFile('kubectl', args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`kubectl ${args.join(' ')}\n${stdout}${stderr || error.message}`));
      else resolve({ stdout, stderr });
    });
    child.stdin?.end(input);
  });
}
