#include "app/rolls.h"

#include <fmt/format.h>

#include <unistd.h>

#include <charconv>

#include "app/counter.h"
#include "app/counter_wire.h"
#include "app/whose_report.h"
#include "match/index_file.h"
#include "office/matching.h"

namespace tipstaff::app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

// The server that has a store open: by the store's folder, or by its socket.
std::optional<Descriptor> server_of(const fs::path& roll) {
  std::error_code error;
  auto server = connect_to(fs::is_socket(roll, error) ? roll : socket_of(roll));
  return server ? std::optional(std::move(*server)) : std::nullopt;
}

// This process as a server sees it that is asked for something within a command: what it prints is kept, and the roll
// taken.
class Asker : public LocalCaller {
 public:
  explicit Asker(Caller& outer) : outer_(outer) {}
  void out(std::string_view text) override { printed += text; }
  void say(std::string_view text) override { outer_.say(text); }
  Progress progress() override { return outer_.progress(); }
  Result<std::string> token() override { return outer_.token(); }
  Result<std::optional<Plaintext>> line(std::string_view) override {
    if (next_line == lines.size()) return std::optional<Plaintext>();
    return std::optional(Plaintext::copy_of(lines[next_line++]));
  }
  Result<void> take(Descriptor sealed, const Plaintext& key) override {
    TRY_ASSIGN(const SharedBytes bytes, SharedBytes::mapped(sealed.get()));
    TRY_ASSIGN(match::Index index, match::IndexFile::read(bytes.view(), key));
    taken = std::make_unique<match::Index>(std::move(index));
    return {};
  }
  // Errors: as the command failed there.
  Result<void> ask(const Descriptor& server, const std::vector<std::string>& words) {
    TRY_ASSIGN(const std::string session, token());
    TRY_ASSIGN(const Outcome outcome, ask_server(server, session, words, *this));
    if (outcome.code != 0) return fail(static_cast<Code>(outcome.code), outcome.sentence);
    return {};
  }
  std::string printed;
  std::vector<std::string> lines;
  std::size_t next_line = 0;
  std::unique_ptr<match::Index> taken;

 private:
  Caller& outer_;
};

struct StoreRoll {
  std::unique_ptr<match::Index> index;
  office::KnownCopies known;
  std::vector<PersonId> numbered;
  std::unique_ptr<Context> context;        // whose clock the office uses
  std::shared_ptr<office::Office> office;  // null: a server has it
};

tl::unexpected<Error> other_version() {
  return fail(Code::kInvalid,
              "the server hands the roll over in a way that this program does not know; is it of another version?");
}

Result<StoreRoll> ask_for_roll(Context& context, const Descriptor& server, const HandOverOptions& options) {
  std::vector<std::string> words{"roll", "hand-over", "--purpose", options.purpose};
  if (options.known) words.emplace_back("--known");
  if (options.numbered) words.emplace_back("--numbered");
  Asker asker(*context.caller);
  TRY(asker.ask(server, words));
  boost::system::error_code fault;
  const json::value told = json::parse(asker.printed, fault);
  if (fault || !asker.taken || !told.is_object()) return other_version();
  StoreRoll out;
  out.index = std::move(asker.taken);
  if (options.known) {
    const json::value* known = told.as_object().if_contains("known");
    if (known == nullptr) return other_version();
    TRY_ASSIGN(out.known, known_from_json(*known));
  }
  if (options.numbered) {
    const json::value* people = told.as_object().if_contains("people");
    if (people == nullptr || !people->is_array()) return other_version();
    for (const json::value& one : people->as_array()) {
      out.numbered.push_back(PersonId{one.to_number<std::uint64_t>(fault)});
      if (fault) return other_version();
    }
    if (out.numbered.size() != out.index->people()) return other_version();
  }
  return out;
}

Result<StoreRoll> roll_of_store(Context& context, const fs::path& dir, const HandOverOptions& options) {
  if (const auto server = server_of(dir)) return ask_for_roll(context, *server, options);
  std::error_code error;
  if (fs::is_socket(dir, error))
    return fail(Code::kUnavailable, fmt::format("no server answers at ‘{}’", dir.string()));
  StoreRoll out;
  out.context = std::make_unique<Context>(context);
  out.context->dir = dir;
  TRY_ASSIGN(out.office, out.context->open());
  TRY_ASSIGN(const access::Actor actor, out.context->actor(*out.office));
  if (options.known) out.known = office::known_copies(*out.office, actor);
  TRY_ASSIGN(match::Index index,
             office::roll_for_matching(*out.office, actor, options.purpose, context.progress(), &out.numbered));
  out.index = std::make_unique<match::Index>(std::move(index));
  return out;
}

Result<match::Index> index_of_file(const fs::path& file, const fs::path& key_file) {
  SystemFiles files;
  if (key_file.empty())
    return fail(Code::kUsage,
                fmt::format("‘{}’ is a roll index; name the file with its key with --roll-key", file.string()));
  TRY_ASSIGN(const Plaintext line, read_secret_file(key_file));
  TRY_ASSIGN(const Plaintext key, match::parse_index_key(line.reveal_text()));
  TRY_ASSIGN(const Bytes content, files.read(file));
  return match::IndexFile::read(content, key);
}

bool is_store(const fs::path& roll) {
  std::error_code error;
  return fs::is_directory(roll, error) || fs::is_socket(roll, error);
}

tl::unexpected<Error> not_served() {
  return fail(Code::kUsage, "this is what ‘check --roll’ and ‘find --roll’ ask of a running server; use these");
}

}  // namespace

Result<OpenRolls> open_rolls(Context& context, const std::vector<fs::path>& rolls, const RollWishes& wishes) {
  OpenRolls out;
  for (const fs::path& roll : rolls) {
    std::error_code error;
    if (!fs::exists(roll, error))
      return fail(Code::kNotFound, fmt::format("there is no roll ‘{}’: neither a store nor an index", roll.string()));
    if (is_store(roll)) {
      TRY_ASSIGN(StoreRoll store, roll_of_store(context, roll, {wishes.purpose, wishes.known, false}));
      out.indexes.push_back(std::move(store.index));
      if (wishes.known) out.known.add(std::move(store.known));
    } else {
      TRY_ASSIGN(match::Index index, index_of_file(roll, wishes.key_file));
      out.indexes.push_back(std::make_unique<match::Index>(std::move(index)));
    }
    out.named.push_back({rolls.size() == 1 ? "your roll" : fmt::format("the roll ‘{}’", roll.filename().string()),
                         out.indexes.back().get()});
  }
  return out;
}

Result<RollOfPeople> RollOfPeople::open(Context& context, const fs::path& store, const std::string& purpose) {
  if (!is_store(store))
    return fail(Code::kUsage, "--whose asks the store who has had what: name one store with --roll, no index");
  TRY_ASSIGN(StoreRoll roll, roll_of_store(context, store, {purpose, false, true}));
  RollOfPeople out;
  out.index_ = std::move(roll.index);
  out.numbered_ = std::move(roll.numbered);
  out.context_ = std::move(roll.context);
  out.office_ = std::move(roll.office);
  out.store_ = store;
  return out;
}

Result<void> RollOfPeople::print_whose(Context& context, const std::vector<PersonId>& found,
                                       std::uint16_t kinds) const {
  if (office_) {
    TRY_ASSIGN(const access::Actor actor, context.actor(*office_));
    TRY_ASSIGN(const office::WhoseCopy answer, office::whose_copy(*office_, actor, found, office::fields_of(kinds)));
    app::print_whose(context, answer);
    return {};
  }
  const auto server = server_of(store_);
  if (!server) return fail(Code::kUnavailable, "the server that had this store open is gone; ask again");
  Asker asker(*context.caller);
  asker.lines.push_back(fmt::to_string(kinds));
  for (const PersonId person : found) asker.lines.push_back(fmt::to_string(person.value));
  std::vector<std::string> words{"roll", "whose"};
  if (context.json) words.insert(words.begin(), "--json");
  TRY(asker.ask(*server, words));
  context.print(asker.printed);
  return {};
}

Result<void> roll_hand_over(Context& context, const HandOverOptions& options) {
  if (!context.served) return not_served();
  TRY_ASSIGN(const access::Actor actor, context.actor(*context.served));
  json::object out;
  if (options.known) out.emplace("known", known_as_json(office::known_copies(*context.served, actor)));
  std::vector<PersonId> numbered;
  TRY_ASSIGN(const office::HandedRoll roll,
             office::roll_for_search(*context.served, actor, options.purpose, context.progress(), &numbered));
  if (options.numbered) {
    json::array people;
    for (const PersonId person : numbered) people.emplace_back(person.value);
    out.emplace("people", std::move(people));
  }
  TRY(context.caller->take(Descriptor(::dup(roll.sealed.fd())), roll.key));
  context.print_json(out);
  return {};
}

Result<void> roll_whose(Context& context) {
  if (!context.served) return not_served();
  TRY_ASSIGN(const access::Actor actor, context.actor(*context.served));
  std::vector<std::uint64_t> numbers;
  for (;;) {
    TRY_ASSIGN(const std::optional<Plaintext> line, context.caller->line(""));
    if (!line) break;
    const std::string_view text = line->reveal_text();
    std::uint64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc() || end != text.data() + text.size())
      return fail(Code::kInvalid, "who was found is told by numbers, one a line");
    numbers.push_back(number);
  }
  if (numbers.empty()) return fail(Code::kInvalid, "who was found is told by numbers, one a line");
  std::vector<PersonId> found;
  for (std::size_t i = 1; i < numbers.size(); ++i) found.push_back(PersonId{numbers[i]});
  TRY_ASSIGN(const office::WhoseCopy answer,
             office::whose_copy(*context.served, actor, found,
                                office::fields_of(static_cast<std::uint16_t>(numbers.front()))));
  print_whose(context, answer);
  return {};
}

}  // namespace tipstaff::app
