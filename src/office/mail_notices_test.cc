#include "office/mail_notices.h"

#include <fmt/format.h>

#include "office/test_mail_server.h"
#include "office/test_notices.h"

namespace tipstaff::office {
namespace {

using incident::NoticeRow;
using test::MailServer;
using State = NoticeRow::State;

constexpr const char* kSender = "dpo@northmoor.invalid";

// Of the four people of the fixture 1 to 3 are exposed, and 3 is at risk from a letter home.
class Mails : public test::Notices {
 protected:
  void SetUp() override {
    Notices::SetUp();
    ASSERT_TRUE(decide_notify(*office_, dpo_, incident_, true, "grave"));
  }
  std::string address(const std::string& forename) const override {
    const auto found = addresses_.find(forename);
    return found == addresses_.end() ? "" : found->second;
  }

  static SmtpServer at(const MailServer& server) {
    return *parse_smtp(fmt::format("smtp://127.0.0.1:{}", server.port()));
  }
  Result<NoticesMailed> send(SmtpServer server) {
    TRY_ASSIGN(const auto client, SmtpClient::make(std::move(server), kSender));
    incident::LetterFacts facts;
    facts.what_happened = "A printer was attacked.\n.\nQUIT";
    return mail_notices(*office_, dpo_, incident_, facts, *client, no_progress());
  }
  std::vector<State> states(std::uint64_t person) const {
    std::vector<State> out;
    for (const auto& [id, stored] : office_->incidents().notices.all())
      if (stored.value.person == PersonId{person}) out.push_back(stored.value.state);
    return out;
  }
  // How the copies of a person with the mail server ended.
  std::vector<custody::End> ends(std::uint64_t person) const {
    std::vector<custody::End> out;
    const auto holder = office_->book().holder_named(custody::HolderKind::kHost, "127.0.0.1");
    if (!holder) return out;
    const custody::Columns& copies = office_->book().of_holder(*holder);
    for (std::size_t i = 0; i < copies.size(); ++i)
      if (copies.person[i] == person) out.push_back(copies.end(i));
    return out;
  }

  std::map<std::string, std::string> addresses_ = {{"Aoife", "a.example@northmoor.invalid"},
                                                   {"Jan", "j.example@northmoor.invalid"},
                                                   {"Folasade", "f.example@northmoor.invalid"},
                                                   {"Gwen", "g.example@northmoor.invalid"}};
};

class MailsToABrokenServer : public Mails {
 protected:
  void SetUp() override {}  // each test says who has which address first
  void begin(const std::string& aoife) {
    addresses_["Aoife"] = aoife;
    Mails::SetUp();
  }
};

TEST_F(Mails, GoToEachOnceAndNotToWhomTheyCouldHarm) {
  MailServer server;
  auto done = send(at(server));
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(done->accepted, 2U);
  EXPECT_EQ(done->held_back, 1U);
  EXPECT_EQ(done->left, 0U);
  EXPECT_EQ(server.connections, 1) << "one connection for all";
  ASSERT_EQ(server.mails().size(), 2U);
  EXPECT_NE(server.mails()[0].find("From: Northmoor Constabulary\r\n <dpo@northmoor.invalid>"), std::string::npos);
  EXPECT_NE(server.mails()[0].find("Aoife Example"), std::string::npos);
  EXPECT_NE(server.mails()[0].find("Yours sincerely"), std::string::npos) << "no line of the mail ends it";
  for (const std::string& mail : server.mails()) EXPECT_EQ(mail.find("PAY-"), std::string::npos);
  EXPECT_EQ(server.recipients(),
            (std::vector<std::string>{"<a.example@northmoor.invalid>", "<j.example@northmoor.invalid>"}));
  EXPECT_EQ(states(1), std::vector{State::kSent});
  EXPECT_EQ(states(3), std::vector{State::kHeldBack});
  EXPECT_EQ(ends(1), std::vector{custody::End::kOpen}) << "the server holds what it took";
  EXPECT_TRUE(ends(3).empty());

  done = send(at(server));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->accepted, 0U);
  EXPECT_EQ(done->unchanged, 3U);
  EXPECT_EQ(server.mails().size(), 2U) << "nobody hears twice";

  hold(PersonId{1}, {Field::kPhoto});
  done = send(at(server));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->accepted, 1U);
  EXPECT_NE(server.mails().back().find("photograph"), std::string::npos);
  EXPECT_EQ(server.mails().back().find("Your name: surname"), std::string::npos) << "a supplement, not a repeat";

  EXPECT_FALSE(letters_passed(*office_, dpo_, incident_, "127.0.0.1", ""));
  EXPECT_FALSE(letters_passed(*office_, dpo_, incident_, "mail.elsewhere", "queue empty"));
  EXPECT_EQ(*letters_passed(*office_, dpo_, incident_, "127.0.0.1", "queue empty"), 3U);
  EXPECT_EQ(ends(1), (std::vector{custody::End::kOnWord, custody::End::kOnWord}));
}

TEST_F(Mails, NeedARoleAndADecision) {
  MailServer server;
  ASSERT_TRUE(decide_notify(*office_, dpo_, incident_, false, "not grave"));
  EXPECT_EQ(send(at(server)).error().code(), Code::kRefused);
  dpo_.roles = {access::Role::kIssuer};
  EXPECT_FALSE(send(at(server)));
  EXPECT_EQ(server.connections, 0);
}

TEST_F(MailsToABrokenServer, RefusalsAreRecordedAndTriedAgain) {
  for (const char* recipient : {"nobody", "later", "full"}) {
    SCOPED_TRACE(recipient);
    office_.reset();
    std::filesystem::remove_all(folder_.path() / "store");
    begin(std::string(recipient) + "@northmoor.invalid");
    MailServer server;
    for (int run = 1; run <= 2; ++run) {
      const auto done = send(at(server));
      ASSERT_TRUE(done) << done.error().text();
      EXPECT_EQ(done->refused, std::vector{PersonId{1}});
      EXPECT_EQ(done->accepted, run == 1 ? 1U : 0U);
      EXPECT_EQ(states(1), std::vector(static_cast<std::size_t>(run), State::kFailed));
      EXPECT_EQ(ends(1), std::vector(static_cast<std::size_t>(run), custody::End::kOnWord)) << "on the server's word";
    }
    EXPECT_EQ(server.mails().size(), 1U);
    const auto letters = write();  // by post instead
    ASSERT_TRUE(letters);
    EXPECT_EQ(letters->written, 1U);
    EXPECT_TRUE(std::filesystem::exists(out() / "PERSON-1.pdf"));
    std::filesystem::remove_all(out());
  }
}

TEST_F(MailsToABrokenServer, BrokenOffBeforeTheMailIsNotTakenAndGoesWithTheNextRun) {
  begin("shut@northmoor.invalid");
  MailServer server;
  const auto done = send(at(server));
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(done->accepted, 1U) << "the next one goes over a new connection";
  EXPECT_EQ(done->left, 1U);
  EXPECT_EQ(states(1), std::vector{State::kFailed});
  EXPECT_EQ(ends(1), std::vector{custody::End::kOnWord});
  EXPECT_TRUE(unknown_notices(*office_, incident_).empty());
}

// The whole mail is on the wire before anybody sees that the line is cut, so nobody here can say how much of it
// arrived.
TEST_F(MailsToABrokenServer, BrokenOffInTheMidstIsUnknown) {
  begin("cut@northmoor.invalid");
  MailServer server;
  for (int run = 1; run <= 2; ++run) {
    ASSERT_TRUE(send(at(server)));
    EXPECT_EQ(unknown_notices(*office_, incident_), std::vector{PersonId{1}});
    EXPECT_EQ(states(1), std::vector{State::kUnknown}) << "not tried again by itself";
    EXPECT_EQ(ends(1), std::vector{custody::End::kOpen});
  }
}

TEST_F(MailsToABrokenServer, NoAnswerToTheLastDotIsUnknownAndForAHuman) {
  begin("mute@northmoor.invalid");
  MailServer server;
  auto done = send(at(server));
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(done->accepted, 1U);
  EXPECT_EQ(unknown_notices(*office_, incident_), std::vector{PersonId{1}});
  EXPECT_EQ(server.mails().size(), 2U) << "it did arrive";
  done = send(at(server));
  ASSERT_TRUE(done);
  EXPECT_EQ(server.mails().size(), 2U) << "not repeated by itself";
  EXPECT_EQ(*letters_passed(*office_, dpo_, incident_, "127.0.0.1", "queue empty"), 1U);
  EXPECT_EQ(ends(1), std::vector{custody::End::kOpen}) << "while nobody knows, the copy stands";

  EXPECT_FALSE(settle_notice(*office_, dpo_, incident_, PersonId{2}, true, "log")) << "nothing unknown";
  EXPECT_FALSE(settle_notice(*office_, dpo_, incident_, PersonId{1}, true, ""));
  ASSERT_TRUE(settle_notice(*office_, dpo_, incident_, PersonId{1}, false, "the server's log has no such mail"));
  ASSERT_TRUE(send(at(server)));
  EXPECT_EQ(server.mails().size(), 3U) << "a human said that it was lost";
  ASSERT_TRUE(settle_notice(*office_, dpo_, incident_, PersonId{1}, true, "it is in the log"));
  ASSERT_TRUE(send(at(server)));
  EXPECT_EQ(server.mails().size(), 3U);
}

TEST_F(MailsToABrokenServer, WithoutAnAddressIsForALetter) {
  for (const char* none : {"", "two@at@signs", "a@b>\r\nRCPT TO:<c@d"}) {
    SCOPED_TRACE(none);
    office_.reset();
    std::filesystem::remove_all(folder_.path() / "store");
    begin(none);
    MailServer server;
    const auto done = send(at(server));
    ASSERT_TRUE(done) << done.error().text();
    EXPECT_EQ(done->no_address, std::vector{PersonId{1}});
    EXPECT_EQ(server.recipients(), std::vector<std::string>{"<j.example@northmoor.invalid>"});
    for (const custody::End end : ends(1)) EXPECT_EQ(end, custody::End::kIndependent) << "nothing of it left us";
  }
}

TEST_F(Mails, AServerThatIsNotThereEndsTheRunAndLosesNothing) {
  SmtpServer gone;
  {
    MailServer server;
    gone = at(server);
  }
  auto done = send(std::move(gone));
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(done->accepted, 0U);
  EXPECT_EQ(done->left, 2U);
  EXPECT_FALSE(done->stopped.empty());
  EXPECT_EQ(ends(1), std::vector{custody::End::kIndependent}) << "nothing reached it";
  MailServer server;
  done = send(at(server));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->accepted, 2U);
}

TEST_F(Mails, AConnectionThatTheServerHasClosedIsMadeAnew) {
  MailServer server;
  server.close_after_each = true;
  const auto done = send(at(server));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->accepted, 2U);
  EXPECT_EQ(done->left, 0U);
  EXPECT_EQ(server.mails().size(), 2U);
}

class MailsOverTls : public Mails {
 protected:
  void SetUp() override {
    Mails::SetUp();
    const std::vector<std::string> names = {"127.0.0.1", "localhost"};
    const Instant today = SystemClock().now();  // libcurl asks the machine's clock
    authority_ = std::make_unique<http::Authority>(*http::Authority::create("Northmoor Constabulary", today));
    own_ = *authority_->issue_server(names, today);
  }
  SmtpServer over(SmtpServer::Transport transport, const MailServer& server, const http::Authority& believed) const {
    SmtpServer out = at(server);
    out.transport = transport;
    out.authorities = pem(believed.certificate());
    return out;
  }
  static Bytes pem(const Bytes& der) {
    const unsigned char* at = der.data();
    X509* certificate = d2i_X509(nullptr, &at, static_cast<long>(der.size()));
    BIO* out = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(out, certificate);
    char* text = nullptr;
    const long size = BIO_get_mem_data(out, &text);
    Bytes bytes(text, text + size);
    BIO_free(out);
    X509_free(certificate);
    return bytes;
  }
  std::unique_ptr<http::Authority> authority_;
  http::Credential own_;
};

TEST_F(MailsOverTls, AreSentOverTheTlsThatWasDemanded) {
  {
    MailServer server(MailServer::Tls::kOffered, &own_);
    SmtpServer settings = over(SmtpServer::Transport::kStartTls, server, *authority_);
    settings.user = "tipstaff";
    settings.password = Plaintext::copy_of("a secret");
    const auto done = send(std::move(settings));
    ASSERT_TRUE(done) << done.error().text();
    EXPECT_EQ(done->accepted, 2U) << done->stopped;
    EXPECT_EQ(server.handshakes, 1);
    EXPECT_EQ(server.logins, 1);
  }
  hold(PersonId{1}, {Field::kPhoto});
  MailServer server(MailServer::Tls::kAtOnce, &own_);
  const auto done = send(over(SmtpServer::Transport::kTls, server, *authority_));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->accepted, 1U) << done->stopped;
}

TEST_F(MailsOverTls, NothingIsSentWithoutTlsToAStrangerOrWithAWrongPassword) {
  const auto nothing_goes = [&](const MailServer& server, SmtpServer settings) {
    const auto done = send(std::move(settings));
    ASSERT_TRUE(done) << done.error().text();
    EXPECT_EQ(done->accepted, 0U);
    EXPECT_EQ(done->left, 2U);
    EXPECT_FALSE(done->stopped.empty());
    EXPECT_TRUE(server.recipients().empty()) << "not even an address";
  };
  using Transport = SmtpServer::Transport;
  {
    MailServer server;  // offers none, or somebody on the way took the offer out
    nothing_goes(server, over(Transport::kStartTls, server, *authority_));
  }
  {
    const http::Authority other = *http::Authority::create("Somebody", SystemClock().now());
    MailServer server(MailServer::Tls::kOffered, &own_);
    nothing_goes(server, over(Transport::kStartTls, server, other));
  }
  {
    const std::vector<std::string> names = {"mail.elsewhere.invalid"};
    const http::Credential elsewhere = *authority_->issue_server(names, SystemClock().now());
    MailServer server(MailServer::Tls::kAtOnce, &elsewhere);
    nothing_goes(server, over(Transport::kTls, server, *authority_));
  }
  MailServer server(MailServer::Tls::kOffered, &own_);
  SmtpServer settings = over(Transport::kStartTls, server, *authority_);
  settings.user = "tipstaff";
  settings.password = Plaintext::copy_of("another secret");
  nothing_goes(server, std::move(settings));
}

TEST(Smtp, ServersAreNamedByUrlsAndTlsIsLeftOutForThisMachineOnly) {
  using Transport = SmtpServer::Transport;
  EXPECT_EQ(parse_smtp("smtp://Mail.Northmoor.invalid")->host, "mail.northmoor.invalid");
  EXPECT_EQ(parse_smtp("smtp://mail.northmoor.invalid")->port, 587);
  EXPECT_EQ(parse_smtp("smtps://mail.northmoor.invalid")->port, 465);
  EXPECT_EQ(parse_smtp("smtps://[fd00::1]:2465")->host, "fd00::1");
  for (const char* here : {"smtp://localhost:25", "smtp://127.0.0.1:25", "smtp://[::1]:25"})
    EXPECT_EQ(parse_smtp(here)->transport, Transport::kPlain) << here;
  for (const char* away : {"smtp://127.northmoor.invalid", "smtp://localhost.northmoor.invalid", "smtp://10.0.0.1:25"})
    EXPECT_EQ(parse_smtp(away)->transport, Transport::kStartTls) << away;
  EXPECT_EQ(parse_smtp("smtps://localhost")->transport, Transport::kTls);
  for (const char* wrong : {"", "mail", "http://mail", "smtp://", "smtp://a:b", "smtp://a:0", "smtp://a:99999",
                            "smtp://u:p@mail:25", "smtp://mail/path", "smtp://[::1", "smtp://a b"})
    EXPECT_EQ(parse_smtp(wrong).error().code(), Code::kUsage) << wrong;
  SmtpServer plain = *parse_smtp("smtp://mail.northmoor.invalid");
  plain.transport = Transport::kPlain;
  plain.user = "tipstaff";
  EXPECT_EQ(SmtpClient::make(std::move(plain), kSender).error().code(), Code::kUsage) << "a password in the clear";
  EXPECT_EQ(SmtpClient::make(*parse_smtp("smtp://localhost"), "").error().code(), Code::kUsage) << "no sender";
}

}  // namespace
}  // namespace tipstaff::office
