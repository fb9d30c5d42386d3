// tipstaff-press: what runs at a press. One binary, one folder (--home), nothing else of ours on the machine.
#include <fmt/format.h>
#include <sodium.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <iostream>

#include "app/mistyped.h"
#include "base/clock.h"
#include "base/files.h"
#include "base/stop.h"
#include "base/uncaught.h"
#include "http/authority.h"
#include "http/press_link.h"
#include "press/agent.h"
#include "press/enrolling.h"

namespace tipstaff {
namespace {

namespace fs = std::filesystem;

struct Options {
  fs::path home;
  std::string url, code, words, serial, cups, stock;
  fs::path out;
  std::size_t most = SIZE_MAX;
  bool once = false;
  bool destroyed = false;
  std::string wait = "0s";
};

// What every command works with.
struct Press {
  explicit Press(const Options& o) : options(o) {}
  const Options& options;
  SystemFiles files;
  SystemClock clock;
  SystemRandom random;

  fs::path identity_file() const { return options.home / "identity"; }
  Result<press::Identity> identity() const {
    auto found = press::load_identity(identity_file());
    if (!found && found.error().code() == Code::kNotFound)
      return fail(Code::kNotFound, fmt::format("‘{}’ holds no press: enrol it first", options.home.string()));
    return found;
  }
};

void say_state(const press::Identity& identity) {
  if (identity.certificate.empty())
    fmt::print("press:       {} (waiting: a second person at the office must approve the fingerprint)\n",
               identity.press.empty() ? "not enrolled yet" : identity.press);
  else
    fmt::print("press:       {} (approved)\n", identity.press);
  fmt::print("office:      {}\n", identity.url);
}

Result<void> say_certificate(const press::Identity& identity) {
  TRY_ASSIGN(const Instant until, http::certificate_ends(identity.certificate));
  fmt::print("certificate: until {}\n", to_rfc3339(until));
  return {};
}

Result<Plaintext> code_words(const std::string& code) {
  if (code != "-") return Plaintext::copy_of(code);
  std::string line;
  std::getline(std::cin, line);
  Plaintext out = Plaintext::copy_of(line);
  sodium_memzero(line.data(), line.size());
  return out;
}

// What came back is kept at once: the office's answer may come only this one time.
Result<void> keep(Press& press, press::Identity& identity, const http::PressLink& link) {
  if (identity.authority.empty()) identity.authority = link.authority();
  return press::save_identity(press.files, press.identity_file(), identity);
}

Result<void> wait_for_approval(Press& press, press::Identity& identity, http::PressLink& link, Duration patience) {
  const Instant until = press.clock.now() + patience;
  for (;;) {
    TRY(press::ask_enrolled(identity, link.office()));
    if (!identity.certificate.empty() || press.clock.now() >= until || !sleep_unless_stopped(std::chrono::seconds(2)))
      break;
  }
  return keep(press, identity, link);
}

// True when this home was already enrolled with this code and only the answer is missing.
bool answers_now(press::Identity& identity, const std::string& code_id, http::PressLink& link) {
  return identity.code_id == code_id && !identity.enrolment_mac.empty() &&
         press::ask_enrolled(identity, link.office()).has_value();
}

Result<press::Identity> identity_to_enrol(Press& press, const press::Invitation& invitation, const Plaintext& code) {
  auto found = press.identity();
  if (found && found->code_id == invitation.code_id) return found;
  if (found && !found->certificate.empty())
    return fail(Code::kRefused, fmt::format("‘{}’ is press ‘{}’ already: use another --home, or move its files away",
                                            press.options.home.string(), found->press));
  if (!found && found.error().code() != Code::kNotFound) return found;
  return press::begin_enrolment(press.options.url, code.reveal_text(), press.random);
}

Result<int> enrol(Press& press) {
  TRY(http::parse_url(press.options.url));
  TRY_ASSIGN(const Duration patience, parse_duration(press.options.wait));
  TRY_ASSIGN(const Plaintext code, code_words(press.options.code));
  TRY_ASSIGN(const press::Invitation invitation, press::parse_invitation(code.reveal_text()));
  std::error_code ignored;
  if (fs::create_directories(press.options.home, ignored))
    fs::permissions(press.options.home, fs::perms::owner_all, ignored);
  TRY_ASSIGN(press::Identity identity, identity_to_enrol(press, invitation, code));
  identity.url = press.options.url;
  TRY_ASSIGN(const auto link, http::PressLink::open(identity, press.clock));
  if (!answers_now(identity, invitation.code_id, *link)) {
    TRY_ASSIGN(const press::Enrolment enrolment, press::make_enrolment(identity, invitation));
    TRY(press::save_identity(press.files, press.identity_file(), identity));
    TRY_ASSIGN(const press::Enrolled answer, press::enrol(identity, enrolment, link->office()));
    fmt::print("fingerprint: {}\nRead it to the office; the second person there compares it before approving.\n",
               answer.fingerprint);
    std::fflush(stdout);
  }
  TRY(keep(press, identity, *link));
  if (identity.certificate.empty()) TRY(wait_for_approval(press, identity, *link, patience));
  say_state(identity);
  return 0;
}

// The identity with its certificate, asking the office for it where it has not come yet.
Result<press::Identity> approved(Press& press) {
  TRY_ASSIGN(press::Identity identity, press.identity());
  if (!identity.certificate.empty()) return identity;
  TRY_ASSIGN(const auto link, http::PressLink::open(identity, press.clock));
  TRY(wait_for_approval(press, identity, *link, Duration(0)));
  return identity;
}

Result<std::unique_ptr<press::Printer>> printer_of(Press& press) {
  if (press.options.cups.empty() == press.options.out.empty())
    return fail(Code::kUsage, "say where to print: --cups PRINTER or --out DIR, one of them");
  if (!press.options.cups.empty()) {
    TRY_ASSIGN(press::CupsPrinter cups, press::CupsPrinter::open(press.options.cups));
    return std::make_unique<press::CupsPrinter>(std::move(cups));
  }
  if (!fs::is_directory(press.options.out))
    return fail(Code::kNotFound, fmt::format("there is no folder ‘{}’", press.options.out.string()));
  return std::make_unique<press::FolderPrinter>(press.files, press.options.out);
}

void say_summary(const press::RunSummary& s) {
  if (s.uncertain > 0)
    fmt::print(
        "{} item(s) of an earlier run are uncertain and were reported so: look whether the card was made, and "
        "destroy it if it was\n",
        s.uncertain);
  if (s.printed + s.spoiled + s.receipts_sent > 0)
    fmt::print("printed {}, spoiled {}, earlier receipts sent {}\n", s.printed, s.spoiled, s.receipts_sent);
  std::fflush(stdout);
}

// What another round may mend by itself.
bool passes(const press::RunSummary& summary) {
  const Code code = summary.stopped->code();
  return summary.spoiled == 0 && (code == Code::kUnavailable || code == Code::kRefused);
}

Result<int> run(Press& press) {
  TRY_ASSIGN(const press::Identity identity, approved(press));
  TRY_ASSIGN(const auto printer, printer_of(press));
  TRY_ASSIGN(const auto link, http::PressLink::open(identity, press.clock));
  TRY_ASSIGN(const auto agent,
             press::Agent::open(press.files, press.clock, press.options.home, identity, link->office()));
  press::RunSettings settings{press.options.most, press.options.stock, stop_asked};
  for (std::string told;;) {
    const press::RunSummary summary = agent->run(*printer, settings);
    say_summary(summary);
    settings.most -= summary.printed;
    const bool last = press.options.once || settings.most == 0 || stop_asked();
    if (summary.stopped && (last || !passes(summary))) return fail(*summary.stopped);
    if (last) return 0;
    const std::string now = summary.stopped ? summary.stopped->text() : "";
    if (!now.empty() && now != told) fmt::print(stderr, "tipstaff-press: {} (will try again)\n", now);
    told = now;
    sleep_unless_stopped(std::chrono::seconds(5));
  }
}

Result<int> alarm(Press& press) {
  TRY_ASSIGN(const press::Identity identity, approved(press));
  TRY_ASSIGN(const auto link, http::PressLink::open(identity, press.clock));
  TRY_ASSIGN(const std::string incident, link->office().alarm(press.options.words));
  fmt::print("the office has halted this press's releases and opened {}\n", incident);
  return 0;
}

Result<int> ribbon(Press& press) {
  if (!press.options.destroyed)
    return fail(Code::kUsage,
                "add --destroyed once the ribbon has been destroyed: there is nothing else to report of one");
  TRY_ASSIGN(const press::Identity identity, approved(press));
  TRY_ASSIGN(const auto link, http::PressLink::open(identity, press.clock));
  TRY_ASSIGN(const auto agent,
             press::Agent::open(press.files, press.clock, press.options.home, identity, link->office()));
  TRY_ASSIGN(const std::size_t bore, agent->ribbon_destroyed(press.options.serial));
  fmt::print("reported ribbon {} destroyed, with the images of {} item(s)\n", press.options.serial, bore);
  return 0;
}

Result<int> receipts(Press& press) {
  TRY_ASSIGN(const press::Identity identity, approved(press));
  TRY_ASSIGN(const auto link, http::PressLink::open(identity, press.clock));
  TRY_ASSIGN(const auto agent,
             press::Agent::open(press.files, press.clock, press.options.home, identity, link->office()));
  press::RunSummary summary;
  TRY_ASSIGN(const press::Agent::Repeated repeated, agent->send_again(summary));
  say_summary(summary);
  fmt::print("{} receipt(s) sent again and taken, {} not taken: the office does not wait for these items\n",
             repeated.taken, repeated.not_taken);
  return 0;
}

// The office renews by two people; the press then fetches its certificate as it did when it was enrolled, without
// showing one: the old one may have expired, and ends with the new.
Result<int> renew(Press& press) {
  TRY_ASSIGN(const press::Identity before, approved(press));
  TRY_ASSIGN(press::Identity identity, press.identity());
  identity.certificate.clear();
  TRY_ASSIGN(const auto link, http::PressLink::open(identity, press.clock));
  TRY(press::ask_enrolled(identity, link->office()));
  if (identity.certificate.empty() || identity.certificate == before.certificate)
    return fail(Code::kRefused, "the office has not renewed this press's certificate yet: ask it to, and try again");
  TRY(keep(press, identity, *link));
  TRY(say_certificate(identity));
  return 0;
}

Result<int> status(Press& press) {
  TRY_ASSIGN(const press::Identity identity, press.identity());
  say_state(identity);
  if (!identity.certificate.empty()) TRY(say_certificate(identity));
  TRY_ASSIGN(const press::Journal journal, press::Journal::open(press.files, press.clock, press.options.home));
  std::map<press::Outcome, std::size_t> outcomes;
  std::size_t refused = 0;
  for (const auto& [id, entry] : journal.entries()) {
    if (entry.state == press::Journal::State::kRefused) ++refused;
    ++outcomes[entry.outcome];
  }
  fmt::print("printed:     {}\nspoiled:     {}\nuncertain:   {} (and {} to be reported at the next run)\n",
             outcomes[press::Outcome::kPrinted], outcomes[press::Outcome::kSpoiled],
             outcomes[press::Outcome::kUncertain], journal.uncertain().size());
  fmt::print("receipts:    {} to be sent, {} that the office did not take\non ribbon:   {} image(s)\n",
             journal.unsent().size(), refused, journal.on_ribbon().size());
  return 0;
}

using Command = std::function<Result<int>(Press&)>;

void add_commands(CLI::App& app, Options& o, Command& chosen) {
  const auto command = [&](const char* name, const char* what, Result<int> (*run_it)(Press&)) {
    CLI::App* sub = app.add_subcommand(name, what);
    sub->add_option("--home", o.home, "the press's folder");
    sub->callback([&chosen, run_it] { chosen = run_it; });
    return sub;
  };
  CLI::App* e = command("enrol", "make this press's keys and enrol them with the office's code", enrol);
  e->add_option("URL", o.url, "the office: https://host:port")->required();
  e->add_option("CODE", o.code, "the enrolment code, or - to read it from standard input")->required();
  e->add_option("--wait", o.wait, "how long to wait for the approval, as 30m (default: not)");
  CLI::App* r = command("run", "print what waits for this press", run);
  r->add_option("--cups", o.cups, "the CUPS printer");
  r->add_option("--out", o.out, "write PDF files into this folder instead of printing");
  r->add_flag("--once", o.once, "stop when nothing waits any more");
  r->add_option("--max", o.most, "stop after this many cards")->check(CLI::PositiveNumber);
  r->add_option("--stock", o.stock, "serial of the first blank card, counted up from there");
  CLI::App* a = command("alarm", "call the office: something has happened here; halts releases at once", alarm);
  a->add_option("WORDS", o.words, "what happened")->required();
  CLI::App* b = command("ribbon", "report the end of a printer ribbon or film", ribbon);
  b->add_option("SERIAL", o.serial, "the ribbon's serial number")->required();
  b->add_flag("--destroyed", o.destroyed, "it has been destroyed");
  command("receipts", "send every receipt once more, after the office has been restored from a backup", receipts);
  command("renew", "fetch the new certificate, once the office has renewed it", renew);
  command("status", "say what this press is and what it has done", status);
  app.require_subcommand(1);
}

fs::path default_home() {
  const char* home = std::getenv("HOME");
  return home != nullptr ? fs::path(home) / ".tipstaff-press" : fs::path(".tipstaff-press");
}

int run_program(int argc, char** argv) {
  Options options;
  options.home = default_home();
  Command chosen;
  CLI::App app("tipstaff-press: makes cards at a press that never holds the roll");
  app.set_version_flag("--version", TIPSTAFF_VERSION);
  add_commands(app, options, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() == 0) return app.exit(e);  // --help, --version
    fmt::print(stderr, "tipstaff-press: {}\n",
               app::what_is_wrong(app, "tipstaff-press", {argv + 1, argv + argc}, e.what()));
    return static_cast<int>(Code::kUsage);
  }
  Press press(options);
  const auto done = chosen(press);
  if (done) return *done;
  fmt::print(stderr, "tipstaff-press: {}\n", done.error().text());
  return static_cast<int>(done.error().code());
}

}  // namespace
}  // namespace tipstaff

int main(int argc, char** argv) {
  const rlimit no_core{};
  ::setrlimit(RLIMIT_CORE, &no_core);  // a crash dump would hold keys (law 11)
  tipstaff::tell_uncaught("tipstaff-press");
  tipstaff::heed_stop_signals();
  std::signal(SIGPIPE, SIG_IGN);
  if (sodium_init() < 0) return static_cast<int>(tipstaff::Code::kUnavailable);
  try {
    return tipstaff::run_program(argc, argv);
  } catch (const std::exception& e) {
    fmt::print(stderr, "tipstaff-press: a fault: {}. What was under way is reported at the next run\n", e.what());
    return tipstaff::kFaultExit;
  }
}
