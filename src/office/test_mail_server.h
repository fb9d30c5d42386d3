// For the tests of mails: a mail server on loopback (RFC 5321), as honest or broken as the recipient's address says.
#pragma once

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "base/files.h"
#include "http/authority.h"

namespace tipstaff::office::test {

class MailServer {
 public:
  enum class Tls { kNone, kOffered, kAtOnce };

  explicit MailServer(Tls tls = Tls::kNone, const http::Credential* credential = nullptr) : tls_(tls) {
    if (credential != nullptr) {
      context_ = SSL_CTX_new(TLS_server_method());
      EXPECT_EQ(SSL_CTX_use_certificate_ASN1(context_, static_cast<int>(credential->certificate.size()),
                                             credential->certificate.data()),
                1);
      EXPECT_EQ(SSL_CTX_use_PrivateKey_ASN1(EVP_PKEY_EC, context_, credential->key.reveal().data(),
                                            static_cast<long>(credential->key.size())),
                1);
    }
    listening_ = Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(listening_.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(listening_.get(), 8), 0);
    EXPECT_EQ(::getsockname(listening_.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  MailServer(const MailServer&) = delete;
  MailServer& operator=(const MailServer&) = delete;
  ~MailServer() {
    ::shutdown(listening_.get(), SHUT_RDWR);
    thread_.join();
    SSL_CTX_free(context_);
  }

  std::uint16_t port() const { return port_; }
  std::vector<std::string> mails() const {  // whole ones, dot-stuffing undone
    const std::lock_guard hold(mutex_);
    return mails_;
  }
  std::vector<std::string> recipients() const {  // every RCPT, taken or not
    const std::lock_guard hold(mutex_);
    return recipients_;
  }
  std::atomic<int> connections = 0, handshakes = 0, logins = 0;
  std::atomic<bool> close_after_each = false;  // without a word: as an impatient server does

 private:
  struct Peer {
    Descriptor socket;
    SSL* tls = nullptr;
    std::string pending;
    ~Peer() { SSL_free(tls); }

    bool say(std::string_view text) {
      const std::string line = std::string(text) + "\r\n";
      const auto size = static_cast<int>(line.size());
      return tls != nullptr ? SSL_write(tls, line.data(), size) == size
                            : ::send(socket.get(), line.data(), line.size(), MSG_NOSIGNAL) == size;
    }
    bool line(std::string& out) {
      for (;;) {
        if (const std::size_t end = pending.find("\r\n"); end != std::string::npos) {
          out = pending.substr(0, end);
          pending.erase(0, end + 2);
          return true;
        }
        char piece[4096];
        const long got =
            tls != nullptr ? SSL_read(tls, piece, sizeof piece) : ::recv(socket.get(), piece, sizeof piece, 0);
        if (got <= 0) return false;
        pending.append(piece, static_cast<std::size_t>(got));
      }
    }
  };

  void serve() {
    sigset_t pipe;  // OpenSSL writes to who has hung up: this thread then gets the signal
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    for (;;) {
      Peer peer{Descriptor(::accept(listening_.get(), nullptr, nullptr)), nullptr, {}};
      if (!peer.socket.valid()) return;
      ++connections;
      if (tls_ == Tls::kAtOnce && !handshake(peer)) continue;
      talk(peer);
      ERR_clear_error();
    }
  }
  bool handshake(Peer& peer) {
    peer.tls = SSL_new(context_);
    SSL_set_fd(peer.tls, peer.socket.get());
    const bool fine = SSL_accept(peer.tls) == 1;
    if (fine) ++handshakes;
    ERR_clear_error();
    return fine;
  }
  void talk(Peer& peer) {
    std::string line, recipient;
    if (!peer.say("220 mail.invalid ready")) return;
    while (peer.line(line)) {
      if (line.starts_with("EHLO")) {
        peer.say("250-mail.invalid");
        if (tls_ == Tls::kOffered && peer.tls == nullptr) peer.say("250-STARTTLS");
        peer.say("250 AUTH PLAIN");
      } else if (line.starts_with("STARTTLS")) {
        peer.say("220 go on");
        if (!handshake(peer)) return;
      } else if (line.starts_with("AUTH PLAIN")) {
        ++logins;
        peer.say("334 ");
        if (!peer.line(line)) return;
        peer.say(line == "AHRpcHN0YWZmAGEgc2VjcmV0" ? "235 fine" : "535 no");  // NUL tipstaff NUL "a secret" (RFC 4616)
      } else if (line.starts_with("RCPT TO:")) {
        recipient = line.substr(8);
        {
          const std::lock_guard hold(mutex_);
          recipients_.push_back(recipient);
        }
        peer.say(recipient.starts_with("<nobody")  ? "550 no such person"
                 : recipient.starts_with("<later") ? "451 ask again"
                                                   : "250 fine");
      } else if (line.starts_with("DATA")) {
        if (!data(peer, recipient)) return;
      } else if (line.starts_with("QUIT")) {
        peer.say("221 bye");
        return;
      } else {  // MAIL FROM, RSET, NOOP
        peer.say("250 fine");
      }
    }
  }
  bool data(Peer& peer, std::string_view recipient) {
    if (recipient.starts_with("<shut")) return false;  // before the mail
    peer.say("354 go on");
    std::string line, mail;
    while (peer.line(line) && line != ".") {
      if (recipient.starts_with("<cut")) return false;  // in the midst of the mail
      mail += (line.starts_with("..") ? line.substr(1) : line) + "\r\n";
    }
    if (line != ".") return false;
    if (recipient.starts_with("<full")) return peer.say("552 too much");
    {
      const std::lock_guard hold(mutex_);
      mails_.push_back(mail);
    }
    if (recipient.starts_with("<mute")) return false;  // taken, but nobody hears of it
    return peer.say("250 taken") && !close_after_each;
  }

  const Tls tls_;
  SSL_CTX* context_ = nullptr;
  Descriptor listening_;
  std::uint16_t port_ = 0;
  std::thread thread_;
  mutable std::mutex mutex_;
  std::vector<std::string> mails_, recipients_;
};

}  // namespace tipstaff::office::test
