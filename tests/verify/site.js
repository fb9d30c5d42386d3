// A plain web server on the loopback interface: what any force's web team would copy the folder to. Sends the same policy that
// docs/verify.md tells a host to send.
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import path from 'node:path'

const kTypes = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png',
  '.webmanifest': 'application/manifest+json', '.json': 'application/json' }

export async function serve(folder) {
  const asked = []
  const server = createServer(async (request, answer) => {
    const name = new URL(request.url, 'http://127.0.0.1').pathname.replace(/\/$/, '/index.html').slice(1)
    asked.push(name)
    try {
      const content = await readFile(path.join(folder, path.basename(name)))
      // As a server that has never heard of these kinds of files: .wasm and .cwt go out as plain bytes.
      answer.writeHead(200, { 'Content-Type': kTypes[path.extname(name)] ?? 'application/octet-stream', 'X-Content-Type-Options': 'nosniff',
        'Content-Security-Policy': "frame-ancestors 'none'" })
      answer.end(content)
    } catch {
      answer.writeHead(404).end()
    }
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  return {
    address: `http://127.0.0.1:${server.address().port}/`,
    asked,
    stop: () => new Promise((done) => (server.closeAllConnections(), server.close(done))),
  }
}
