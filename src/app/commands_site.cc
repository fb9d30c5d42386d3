// The site check from the command line: what is read, judged, reported, signed and put on record.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "app/child.h"
#include "app/commands.h"
#include "app/site_live.h"
#include "base/new_file.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "document/emitter.h"
#include "ledger/note.h"
#include "office/site_register.h"
#include "site/har.h"
#include "site/lists.h"
#include "site/mhtml.h"
#include "site/pins.h"
#include "site/report.h"
#include "site/site_child.h"

namespace tipstaff::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostInputs = 10'000, kLargestPolicy = 65'536;

// Files of a folder that are archives or pages by their names, in order; symbolic links are not followed.
Result<std::vector<fs::path>> files_in(const fs::path& input) {
  std::error_code error;
  if (!fs::is_directory(input, error)) return std::vector{input};
  std::vector<fs::path> out;
  for (fs::recursive_directory_iterator at(input, fs::directory_options::skip_permission_denied, error), end;
       at != end && !error; at.increment(error)) {
    const std::string kind = lower(at->path().extension().string());
    if (!at->is_symlink() && at->is_regular_file() &&
        (kind == ".har" || kind == ".html" || kind == ".mhtml" || kind == ".mht" || kind == ".htm" || kind == ".xhtml"))
      out.push_back(at->path());
    if (out.size() > kMostInputs)
      return fail(Code::kUsage,
                  fmt::format("‘{}’ holds more than {} pages; check a part of it", input.string(), kMostInputs));
  }
  if (error) return fail(storage_error("read", input, error.value()));
  if (out.empty())
    return fail(Code::kNotFound, fmt::format("‘{}’ holds no .har, .html or .mhtml file", input.string()));
  std::ranges::sort(out);
  return out;
}

// Where a saved page will stand: below --address, by its place in the folder.
std::string address_of(const SiteOptions& options, const fs::path& input, const fs::path& file) {
  if (options.address.empty()) return "";
  if (file == input) return options.address;
  std::string base = options.address;
  if (!base.ends_with('/')) base += '/';
  return base + fs::relative(file, input).generic_string();
}

bool is_page(std::string_view bytes) {
  const std::string start = lower(bytes.substr(0, 4'096));
  return start.find('<') != std::string::npos &&
         (start.find("<html") != std::string::npos || start.find("<!doctype") != std::string::npos ||
          start.find("<head") != std::string::npos || start.find("<body") != std::string::npos ||
          start.find("<!--") != std::string::npos || start.find("<script") != std::string::npos ||
          start.find("<p") != std::string::npos || start.find("<title") != std::string::npos);
}

Result<site::Recording> read_input(Context& context, site::SafeReader& reader, const fs::path& file,
                                   const std::string& address) {
  TRY_ASSIGN(const Bytes bytes, context.caller->read(file, site::kLargestRecording));
  const std::string_view text = as_text(bytes);
  if (site::is_har(text.substr(0, 4'096))) return reader.read_har(bytes, file.string());
  if (is_page(text) || site::is_mhtml(text.substr(0, 4'096))) return reader.read_saved(bytes, file.string(), address);
  site::Recording out;
  out.source = file.string();
  out.made_by = "unknown";
  out.unread.push_back(
      fmt::format("‘{}’ is neither an HTTP archive nor a web page.", document::printable(file.string(), 200)));
  return out;
}

struct Gathered {
  site::Recording recording;
  std::vector<site::Examined> examined;
};

void add(Gathered& all, site::Recording&& one, std::vector<site::Examined>&& examined) {
  site::join(all.recording, std::move(one));
  std::ranges::move(examined, std::back_inserter(all.examined));
}

constexpr std::string_view kControl = "a control that was never typed";

// The pages that are to be loaded, in one browser, and what was typed into them added to what is looked for, with a
// value that was not: who finds that finds what is not there.
Result<void> load_pages(Context& context, const SiteOptions& options, const site::Lists& lists,
                        const site::Policy& policy, std::vector<site::Wanted>& wanted, Gathered& out) {
  TRY_ASSIGN(std::optional<site::Walked> walked, walk_live(context, options, lists, policy));
  if (!walked) return {};
  for (site::Typed& each : walked->typed)
    wanted.push_back({document::printable(each.field, 100), std::move(each.value)});
  if (!walked->typed.empty()) wanted.push_back({std::string(kControl), "q" + hex(context.random.bytes(10))});
  site::SafeReader reader;
  TRY_ASSIGN(std::vector<site::Examined> examined, reader.examine(walked->recording, wanted));
  for (const site::Examined& each : examined)
    for (const site::Found& found : each.found)
      if (wanted[found.wanted].name == kControl)
        return fail(Code::kUnknown, "a value was found that nobody typed: what was found cannot be relied on");
  add(out, std::move(walked->recording), std::move(examined));
  return {};
}

// A child for each file, so that one which takes its child over cannot speak for the next.
Result<Gathered> gather(Context& context, const SiteOptions& options, const site::Lists& lists,
                        const site::Policy& policy, std::vector<site::Wanted>& wanted) {
  Gathered out;
  TRY(load_pages(context, options, lists, policy, wanted, out));
  for (const fs::path& input : options.inputs) {
    if (is_live(input)) continue;
    TRY_ASSIGN(const std::vector<fs::path> files, files_in(input));
    for (const fs::path& file : files) {
      site::SafeReader reader;
      TRY_ASSIGN(site::Recording one, read_input(context, reader, file, address_of(options, input, file)));
      TRY_ASSIGN(std::vector<site::Examined> examined, reader.examine(one, wanted));
      add(out, std::move(one), std::move(examined));
    }
  }
  return out;
}

Result<std::vector<site::Wanted>> wanted_of(Context& context, const SiteOptions& options) {
  std::vector<site::Wanted> out;
  out.reserve(options.look_for.size());
  for (const std::string& each : options.look_for) out.push_back({fmt::format("value {}", out.size() + 1), each});
  if (!options.look_for_file.empty()) {
    TRY_ASSIGN(const Bytes bytes, context.caller->read(options.look_for_file, std::size_t{1} << 20));
    for (std::string_view rest = as_text(bytes); !rest.empty();) {
      std::string_view line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(line.size() + 1, rest.size()));
      if (line.ends_with('\r')) line.remove_suffix(1);
      const std::size_t tab = line.find('\t');
      if (line.empty()) continue;
      out.push_back(
          tab == std::string_view::npos
              ? site::Wanted{fmt::format("value {}", out.size() + 1), std::string(line)}
              : site::Wanted{document::printable(line.substr(0, tab), 100), std::string(line.substr(tab + 1))});
    }
  }
  for (const site::Wanted& each : out)
    if (each.value.size() < site::kShortestWanted)
      return fail(Code::kUsage,
                  fmt::format("what is looked for ({}) has fewer than {} characters: it would be met by accident",
                              each.name, site::kShortestWanted));
  return out;
}

Result<site::Policy> policy_of(Context& context, const SiteOptions& options) {
  if (options.policy.empty()) return site::policy_builtin();
  TRY_ASSIGN(const Bytes text, context.caller->read(options.policy, kLargestPolicy));
  return site::parse_policy(as_text(text));
}

fs::path note_of(const fs::path& record) { return record.string() + ".note"; }

Result<void> write_record(Context& context, const SiteOptions& options, const site::Report& report,
                          std::string_view record) {
  TRY_ASSIGN(const Bytes text, context.caller->read(options.key, 4'096));
  std::string_view line = as_text(text);
  line = line.substr(0, line.find_first_of("\r\n"));
  TRY_ASSIGN(const ledger::NoteSigner signer, ledger::parse_skey(Plaintext::copy_of(line)));
  const std::string statement = site::record_statement(report, record);
  const ledger::Note note{statement, {ledger::sign_text(statement, signer)}};
  TRY(write_new(options.record, as_bytes(record)));
  return write_new(note_of(options.record), as_bytes(ledger::format_note(note)));
}

void print_report(Context& context, const SiteOptions& options, const site::Report& report) {
  if (options.format == "sarif")
    context.print_json(site::report_as_sarif(report));
  else if (options.format == "junit")
    context.print(site::report_as_junit(report));
  else if (options.format == "html")
    context.print(site::report_as_html(report));
  else if (options.format == "json" || context.json)
    context.print_json(site::report_as_json(report));
  else
    context.print(site::report_as_text(report));
}

Result<void> print_rules(Context& context) {
  for (const site::SiteRule& rule : site::site_rules())
    context.print(fmt::format("{:<26} {:<8} {}\n{:35} why: {}\n{:35} remedy: {}\n", rule.id,
                              site::weight_name(rule.weight), rule.what, "", rule.why, "", rule.remedy));
  return {};
}

// In a process of its own, through the server where one has the store: what reads Chromium's words never has a store
// open (law 10).
Result<void> put_on_record(const Context& context, const office::SiteRun& run) {
  if (context.dir.empty()) return {};
  TRY_ASSIGN(
      const pid_t child,
      start_self({"--dir", context.dir.string(), "site", "enter", "--verdict",
                  std::string(site::verdict_name(run.verdict)), "--source=" + document::printable(run.source, 300),
                  "--record", hex(run.record), "--judged-by", hex(run.judged_by), "--pages", fmt::to_string(run.pages)},
                 {}));
  if (wait_for(child)) return {};
  return fail(Code::kUnavailable, "the verdict is not on record, for the reason above");
}

Result<Hash> hash_of(std::string_view text) {
  TRY_ASSIGN(const Bytes bytes, from_hex(text));
  Hash out{};
  if (bytes.size() != out.size()) return fail(Code::kUsage, "a SHA-256 has 64 hexadecimal digits");
  std::ranges::copy(bytes, out.begin());
  return out;
}

// `lists` must outlive it.
site::FindRecipient recipient_by(const site::Lists& lists) {
  return [&lists](std::string_view url, site::Asked asked, std::string_view page, std::string_view document) {
    return lists.recipient(url, asked, page, document);
  };
}

// Pages are loaded twice when they are pinned: what differs from load to load is no drift.
Result<site::Pins> pins_now(Context& context, const SiteOptions& given, const std::vector<fs::path>& inputs,
                            bool twice) {
  SiteOptions options = given;
  options.inputs = inputs;
  options.leave_fields = true;
  TRY_ASSIGN(const site::Lists lists,
             site::Lists::load({.suffixes = {}, .entities = {}, .filters = {}, .more_filters = options.lists}));
  std::vector<site::Wanted> nothing;
  TRY_ASSIGN(Gathered all, gather(context, options, lists, site::policy_builtin(), nothing));
  if (twice && std::ranges::any_of(inputs, is_live)) {
    std::erase_if(options.inputs, [](const fs::path& input) { return !is_live(input); });
    TRY_ASSIGN(Gathered again, gather(context, options, lists, site::policy_builtin(), nothing));
    add(all, std::move(again.recording), std::move(again.examined));
  }
  const site::FindRecipient recipient = recipient_by(lists);
  site::SafeReader reader;
  return site::pins_of(all.recording, all.examined, recipient, reader, context.clock.now());
}

}  // namespace

Result<void> site_check(Context& context, const SiteOptions& options) {
  if (options.rules) return print_rules(context);
  if (options.inputs.empty() && options.journey.empty() && options.sitemap.empty())
    return fail(Code::kUsage,
                "name what to check: addresses of pages (https://…), HTTP archives (.har), saved pages (.html), "
                "folders of them");
  if (options.record.empty() != options.key.empty())
    return fail(Code::kUsage, "a record is signed: give --record and --key together (‘tipstaff site key’ makes one)");
  TRY_ASSIGN(const site::Policy policy, policy_of(context, options));
  TRY_ASSIGN(std::vector<site::Wanted> wanted, wanted_of(context, options));
  TRY_ASSIGN(const site::Lists lists,
             site::Lists::load({.suffixes = {}, .entities = {}, .filters = {}, .more_filters = options.lists}));
  TRY_ASSIGN(const Gathered all, gather(context, options, lists, policy, wanted));
  const site::FindRecipient recipient = recipient_by(lists);
  const site::Judgement judgement = site::judge(all.recording, all.examined, wanted, policy, recipient);
  const std::vector<site::Defence> defences = site::defences(all.recording, judgement, recipient);
  const site::Report report{all.recording, judgement, policy, defences, lists.used(), context.clock.now()};
  const std::string record = site::record_as_csv(report);
  if (!options.record.empty()) TRY(write_record(context, options, report, record));
  print_report(context, options, report);
  TRY(put_on_record(context, {judgement.verdict, all.recording.source, crypto::sha256(as_bytes(record)),
                              policy.built_in ? Hash{} : policy.sha256, all.recording.pages.size()}));
  if (judgement.verdict == site::Verdict::kHold) return fail(Code::kNo, "the pages tell somebody what they should not");
  if (judgement.verdict == site::Verdict::kUnknown)
    return fail(Code::kUnknown, "it cannot be said all that the pages tell to whom");
  return {};
}

Result<void> site_key(Context& context, const SiteOptions& options) {
  if (!ledger::is_key_name(options.name))
    return fail(Code::kUsage, "a key's name has no blanks and no ‘+’: northmoor.example/site-check");
  const ledger::NoteSigner signer{options.name, ledger::NoteKeyType::kEd25519, crypto::new_ed25519_key(context.random)};
  const Plaintext text = signer.secret_text();
  TRY(write_new(options.key, text.reveal()));
  context.print(fmt::format("{}\n", signer.verifier().text()));
  return {};
}

Result<void> site_verify(Context& context, const SiteOptions& options) {
  TRY_ASSIGN(const ledger::VerifierKey key, ledger::parse_vkey(options.vkey));
  TRY_ASSIGN(const Bytes record, context.caller->read(options.record, site::kLargestRecording));
  TRY_ASSIGN(const Bytes bytes, context.caller->read(note_of(options.record), ledger::kLargestNoteBytes));
  TRY_ASSIGN(const ledger::Note note, ledger::parse_note(bytes));
  TRY(ledger::verify_note(note, key));
  const std::string head =
      fmt::format("tipstaff site record 1\nsha256 {}\nbytes {}\n", hex(crypto::sha256(record)), record.size());
  if (!note.text.starts_with(head))
    return fail(Code::kTampered, "the note is signed, but of another record than this file");
  context.print(fmt::format("The record is what {} signed.\n{}", key.name, note.text));
  return {};
}

Result<void> site_pin(Context& context, const SiteOptions& options) {
  if (context.caller->exists(options.pins) && !options.replace)
    return fail(Code::kRefused,
                fmt::format("‘{}’ exists; look at what ‘site watch’ says of it, then write over it with --replace",
                            options.pins.string()));
  TRY_ASSIGN(const site::Pins pins, pins_now(context, options, options.inputs, true));
  TRY(context.caller->replace(options.pins, as_bytes(site::pins_as_text(pins)), 0644));
  for (const std::string& each : pins.unread) context.print(fmt::format("not whole: {}\n", each));
  context.print(fmt::format("{} scripts of others and containers on {} pages are pinned in {}.\n", pins.pins.size(),
                            pins.pages.size(), options.pins.string()));
  return {};
}

Result<void> site_watch(Context& context, const SiteOptions& options) {
  TRY_ASSIGN(const Bytes text, context.caller->read(options.pins, site::kLargestPins));
  TRY_ASSIGN(const site::Pins before, site::parse_pins(as_text(text)));
  std::vector<fs::path> inputs = options.inputs;
  if (inputs.empty()) inputs.assign(before.pages.begin(), before.pages.end());
  TRY_ASSIGN(const site::Pins now, pins_now(context, options, inputs, false));
  const std::vector<site::Drift> drifts = site::drift(before, now);
  const boost::json::object told = site::drift_as_json(now, drifts);
  if (context.json)
    context.print_json(told);
  else
    context.print(site::drift_as_text(before, now, drifts));
  const site::Verdict verdict = site::verdict_of(drifts);
  TRY(put_on_record(context,
                    {verdict, fmt::format("watch of {}", options.pins.string()),
                     crypto::sha256(as_bytes(boost::json::serialize(told))), crypto::sha256(text), now.pages.size()}));
  if (verdict == site::Verdict::kHold)
    return fail(Code::kNo, "what others serve into the pages is not what was pinned");
  if (verdict == site::Verdict::kUnknown)
    return fail(Code::kUnknown, "it cannot be said whether what others serve into the pages has changed");
  return {};
}

Result<void> site_enter(Context& context, const SiteOptions& options) {
  office::SiteRun run;
  run.verdict = options.verdict == "pass"   ? site::Verdict::kPass
                : options.verdict == "hold" ? site::Verdict::kHold
                                            : site::Verdict::kUnknown;
  run.source = options.source;
  TRY_ASSIGN(run.record, hash_of(options.record_sha256));
  TRY_ASSIGN(run.judged_by, hash_of(options.judged_by));
  run.pages = options.pages_judged;
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const EntryIndex entry, office::record_site_run(*office, actor, run));
  context.print(fmt::format("On record as entry {}.\n", entry.value));
  return {};
}

}  // namespace tipstaff::app
