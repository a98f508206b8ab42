// A mail server that keeps what it is given: prints its port, then each message as a line of JSON.
//   node end2end/smtp-sink.mjs [port]
// Who writes to nobody@… is told no for good; who writes to later@… is told to come back.
import { SMTPServer } from "smtp-server";

const answers = { nobody: [550, "No such mailbox"], later: [451, "Not now"] };

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["AUTH", "STARTTLS"],
  onRcptTo({ address }, _session, done) {
    const answer = answers[address.split("@")[0]];
    if (!answer) return done();
    done(Object.assign(new Error(answer[1]), { responseCode: answer[0] }));
  },
  onData(stream, session, done) {
    const parts = [];
    stream.on("data", (part) => parts.push(part));
    stream.on("end", () => {
      const to = session.envelope.rcptTo.map(({ address }) => address);
      console.log(JSON.stringify({ from: session.envelope.mailFrom.address, to, message: Buffer.concat(parts).toString() }));
      done();
    });
  },
});

server.on("error", (problem) => console.error(problem.message));
server.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => console.log(server.server.address().port));
// Ends with the test that started it.
process.stdin.on("end", () => process.exit(0)).resume();
