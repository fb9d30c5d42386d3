// Giving mails to a mail server (RFC 5321 by way of libcurl), from locked memory: a mail is never a file here. TLS is
// demanded and the server's certificate verified, unless the server is this machine or the caller says otherwise
// (Transport::kPlain). libcurl's own copies (its send buffer, the recipient's address) are wiped when freed, but not
// locked.
//
// What the far end can do: keep what it was given, and lie about having taken it. Who sits on the wire of a plain
// transport reads the mails. Whoever names the server decides who gets them, so that is for a dpo only
// (mail_notices.h).
#pragma once

#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace tipstaff::office {

struct SmtpServer {
  enum class Transport : std::uint8_t {
    kTls,       // from the first byte (RFC 8314): smtps://, port 465 unless said
    kStartTls,  // demanded before anything is sent (RFC 3207): smtp://, port 587 unless said
    kPlain,
  };
  std::string host;  // a name, or an address without brackets
  std::uint16_t port = 587;
  Transport transport = Transport::kStartTls;
  std::string user;  // empty: no name and no password
  Plaintext password;
  Bytes authorities;  // PEM; empty: those that this machine believes
};

// "smtp://HOST[:PORT]" or "smtps://HOST[:PORT]"; to this machine (127.0.0.0/8, ::1, localhost) smtp:// is kPlain.
// Errors: kUsage.
Result<SmtpServer> parse_smtp(std::string_view url);

struct MailAnswer {
  enum class Outcome : std::uint8_t {
    kAccepted,  // the server answered for it (RFC 5321 §4.2.5: it is responsible from there)
    kRefused,   // answered no, for this mail or this recipient
    kNotTaken,  // the connection failed before all of the mail was on its way: it cannot be delivered (RFC 5321
                // §4.1.1.4)
    kUnknown,   // all of it was on its way, and no answer came: it may be delivered
  };
  Outcome outcome = Outcome::kNotTaken;
  int code = 0;          // the server's last (RFC 5321 §4.2), or 0
  bool reached = false;  // the server said something
  std::string why;       // of kNotTaken and kUnknown: a sentence without personal data
};

// For one thread; keeps its connection from one mail to the next.
class SmtpClient {
 public:
  // `from`: the envelope's sender (bounces go there). Errors: kUsage (no address; a password without TLS to another
  // machine), kInvalid (authorities that are no PEM).
  static Result<std::unique_ptr<SmtpClient>> make(SmtpServer server, const std::string& from);
  ~SmtpClient();

  // One mail to one address (incident::is_mail_address). Blocks; gives up 30 seconds after connecting in vain, 10
  // minutes after the server fell silent (RFC 5321 §4.5.3.2.6). A connection that the server has meanwhile closed is
  // made anew once.
  MailAnswer send(const Plaintext& to, const Plaintext& mail);

  const SmtpServer& server() const;
  const std::string& from() const;

 private:
  struct Line;
  explicit SmtpClient(std::unique_ptr<Line> line);
  std::unique_ptr<Line> line_;
};

}  // namespace tipstaff::office
