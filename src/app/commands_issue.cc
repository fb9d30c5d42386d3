#include <fmt/format.h>

#include <map>
#include <mutex>

#include "app/cli.h"
#include "app/commands.h"
#include "app/counted.h"
#include "base/stop.h"
#include "card/drawn_template.h"
#include "crypto/hash.h"
#include "http/press_routes.h"
#include "http/server.h"
#include "office/card_cycle.h"
#include "office/designs.h"
#include "office/issuing.h"
#include "office/press_door.h"
#include "office/presses.h"

namespace tipstaff::app {
namespace {

std::vector<CardId> card_ids(const std::vector<std::uint64_t>& numbers) {
  std::vector<CardId> out;
  out.reserve(numbers.size());
  for (const std::uint64_t number : numbers) out.push_back(CardId{number});
  return out;
}

// The cards named, or with --all those in a state that the step starts from.
Result<std::vector<CardId>> chosen(office::Office& office, const CardOptions& options,
                                   std::initializer_list<supplier::CardState> from) {
  if (options.all) {
    std::vector<CardId> out;
    for (const supplier::CardState state : from)
      for (const CardId card : office::cards_in_state(office, state)) out.push_back(card);
    return out;
  }
  if (options.numbers.empty()) return fail(Code::kUsage, "name cards by their numbers, or give --all");
  return card_ids(options.numbers);
}

// Signed status lists, under each of their names. Made at most once a minute, so that asking for one costs the office
// nothing and its times tell nothing of single acts.
class PublicLists {
 public:
  explicit PublicLists(std::shared_ptr<office::Office> office) : office_(std::move(office)) {}

  Result<Bytes> get(std::size_t name) {
    const std::lock_guard hold(mutex_);
    Kept& kept = kept_[name];
    const Duration now = office_->clock().elapsed();
    if (!kept.list.empty() && now - kept.made < std::chrono::minutes(1)) return kept.list;
    auto list = office::publish_status(*office_, name);
    if (!list) {
      kept_.erase(name);
      return list;
    }
    kept = {*list, now};
    return list;
  }

 private:
  struct Kept {
    Bytes list;
    Duration made{};
  };
  std::shared_ptr<office::Office> office_;
  std::mutex mutex_;
  std::map<std::size_t, Kept> kept_;
};

// What anybody may fetch, without a certificate: the status list, as /status-list/1 and on under the names that older
// stamps bear, and the keys that verify it.
http::Handler with_public_files(http::Handler inner, std::shared_ptr<office::Office> office,
                                std::shared_ptr<PublicLists> lists) {
  inner.handle = [presses = std::move(inner.handle), office = std::move(office),
                  lists = std::move(lists)](const http::Request& request) -> http::Response {
    if (request.method != "GET") return presses(request);
    if (request.path == "/stamp-keys") {
      const auto keys = office::stamp_keys(*office);
      if (keys) return {200, "application/jwk-set+json", to_bytes(as_bytes(card::to_json(*keys))), {}};
    }
    constexpr std::string_view kPath = "/status-list";
    if (!request.path.starts_with(kPath)) return presses(request);
    const std::string_view rest = std::string_view(request.path).substr(kPath.size());
    const bool older = rest.size() == 2 && rest[0] == '/' && rest[1] >= '1' && rest[1] <= '9';
    if (!rest.empty() && !older) return presses(request);
    const auto list = lists->get(older ? static_cast<std::size_t>(rest[1] - '0') : 0);
    if (!list) return {list.error().code() == Code::kNotFound ? 404U : 503U, "text/plain", {}, {}};
    return {200, std::string(card::kStatusListType), *list, {}};
  };
  return inner;
}

// What the server does by itself: cards end by the calendar, and the list stands where another web server finds it. A
// clock that is not believed ends nothing.
void each_minute(Context& context, office::Office& office, PublicLists& lists,
                 const std::filesystem::path& status_out) {
  const auto say = [](std::string_view what, const Error& error) {
    fmt::print(stderr, "tipstaff: {}: {}\n", what, error.text());
  };
  if (const auto expired = office::expire_cards(office); !expired) say("cards do not expire", expired.error());
  if (const auto ended = office::end_uncollected(office); !ended) say("uncollected cards do not end", ended.error());
  if (status_out.empty()) return;
  const auto list = lists.get(0);
  if (!list) return say("the status list is not written", list.error());
  if (const auto written = context.caller->replace(status_out, *list, 0644); !written)
    say("the status list is not written", written.error());
}

using CardStep = Result<void> (*)(office::Office&, const access::Actor&, const std::vector<CardId>&);
Result<void> step_cards(Context& context, const CardOptions& options, std::initializer_list<supplier::CardState> from,
                        CardStep step, std::string_view done) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const std::vector<CardId> cards, chosen(*office, options, from));
  TRY(step(*office, actor, cards));
  context.print(fmt::format("{} {}.\n", counted(cards.size(), "card"), done));
  return {};
}

}  // namespace

Result<void> supplier_add(Context& context, const SupplierOptions& options) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  supplier::Supplier contract;
  contract.name = options.name;
  contract.budget = {options.open, options.hour, options.day, options.year};
  contract.receipt_hours = options.receipt_hours;
  contract.destruction_hours = options.destruction_hours;
  contract.report_hours = options.report_hours;
  contract.retention_days = options.retention_days;
  contract.card_kinds = options.card_kinds;
  contract.working_hours = options.working_hours;
  TRY(office::add_supplier(*office, actor, std::move(contract)));
  context.print(fmt::format("{} may be sent {} people at once, {} an hour, {} a day, {} a year.\n", options.name,
                            options.open, options.hour, options.day, options.year));
  return {};
}

Result<void> supplier_list(Context& context) {
  TRY_ASSIGN(const auto office, context.open());
  TRY(context.actor(*office));
  const auto look = office->clerk().look();
  const Instant now = context.clock.now();
  for (const auto& [id, stored] : office->desk().tables().suppliers.all()) {
    const supplier::Supplier& row = stored.value;
    const supplier::Budget budget = supplier::budget_in_force(row, now);
    const supplier::Releases& releases = office->desk().releases(SupplierId{id});
    context.print(fmt::format(
        "{}\n  people: {} of {} open, {} of {} in the hour, {} of {} in the day, {} of {} in the year{}\n"
        "  makes {}; works {}; receipts within {} h, destruction within {} h, keeps nothing beyond {} days, reports a "
        "breach "
        "within {} h\n",
        row.name, office->desk().open_heads(SupplierId{id}), budget.open_at_once,
        releases.within(now, std::chrono::hours(1)), budget.per_hour, releases.within(now, std::chrono::hours(24)),
        budget.per_day, releases.within(now, std::chrono::hours(24 * 365)), budget.per_year,
        now <= row.raised_until ? " (raised until " + to_rfc3339(row.raised_until) + ")" : "",
        row.card_kinds.empty() ? "every kind of card" : row.card_kinds,
        row.working_hours.empty() ? "at any time" : row.working_hours + " UTC", row.receipt_hours,
        row.destruction_hours, row.retention_days, row.report_hours));
  }
  return {};
}

Result<void> press_invite(Context& context, const std::string& supplier, const std::string& name, bool inside) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const Plaintext code, office::invite_press(*office, actor, supplier, name, inside));
  context.print(fmt::format("Hand this code to the operator of {}; it works once, for 24 hours:\n", name));
  context.print(code.reveal_text());
  context.print("\nThere: tipstaff-press enrol https://THIS-OFFICE CODE\n");
  return {};
}

Result<void> press_list(Context& context) {
  TRY_ASSIGN(const auto office, context.open());
  TRY(context.actor(*office));
  const auto look = office->clerk().look();
  for (const auto& [id, stored] : office->desk().tables().presses.all()) {
    const supplier::Press& press = stored.value;
    context.print(fmt::format("{:<24} {:<8} {:<21} {}\n", press.name, press.inside ? "inside" : "outside",
                              supplier::press_state_name(press.state), press.fingerprint));
  }
  return {};
}

Result<void> press_approve(Context& context, const std::string& name, const std::string& fingerprint) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY(office::approve_press(*office, actor, name, fingerprint));
  context.print(fmt::format("{} is approved and has its certificate.\n", name));
  return {};
}

Result<void> press_revoke(Context& context, const std::string& name, const std::string& why) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY(office::revoke_press(*office, actor, name, why));
  context.print(fmt::format("{} is revoked: its next request is refused.\n", name));
  return {};
}

Result<void> serve(Context& context, const ServeOptions& options) {
  TRY_ASSIGN(const auto office, context.open());
  office::PressDoor door(*office);
  const auto lists = std::make_shared<PublicLists>(office);
  TRY_ASSIGN(const http::Authority authority, office->authority());
  http::TlsSettings settings;
  TRY_ASSIGN(settings.credential, authority.issue_server(options.names, context.clock.now()));
  settings.authority = authority.certificate();
  TRY_ASSIGN(const auto server, http::Server::tls(options.address, options.port, settings, context.clock,
                                                  with_public_files(http::press_handler(door), office, lists)));
  const std::filesystem::path socket = options.socket.empty() ? socket_of(context.dir) : options.socket;
  TRY_ASSIGN(auto counter,
             Counter::open(socket, options.group, [office](const auto& words, std::shared_ptr<Caller> caller) {
               return run_for_caller(words, std::move(caller), office);
             }));
  context.print(
      fmt::format("This machine's command line is served at {}.\nServing presses on {}:{}. Stop with Ctrl-C.\n",
                  socket.string(), options.address, server->port()));
  std::fflush(stdout);
  heed_stop_signals();
  do each_minute(context, *office, *lists, options.status_out);
  while (sleep_unless_stopped(std::chrono::minutes(1)));
  counter.reset();
  server->stop();
  return {};
}

Result<void> card_request(Context& context, const CardOptions& options) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  const std::uint32_t days = options.valid_days != 0                ? options.valid_days
                             : supplier::is_temporary(options.kind) ? 1
                                                                    : 1826;
  const Instant expires = context.clock.now() + std::chrono::hours(24 * days);
  std::vector<office::CardRequest> requests;
  const auto add = [&](std::uint64_t person) {
    requests.push_back({PersonId{person}, options.kind, options.reason, expires});
  };
  if (options.all) {
    const auto look = office->clerk().look();
    for (const auto& [id, stored] : office->vault().people().all())
      if (stored.value.status == roll::Person::Status::kServing && !office->cards().current(PersonId{id}, options.kind))
        add(id);
  }
  for (const std::uint64_t person : options.numbers) add(person);
  if (requests.empty())
    return fail(Code::kUsage, "name people by their numbers, or give --all for those without a card");
  TRY_ASSIGN(const std::vector<CardId> made, office::request_cards(*office, actor, requests));
  context.print(fmt::format("{} asked for, to be approved by somebody else.\n", counted(made.size(), "card")));
  return {};
}

Result<void> card_approve(Context& context, const CardOptions& options) {
  return step_cards(context, options, {supplier::CardState::kRequested}, office::approve_cards, "approved");
}
Result<void> card_send(Context& context, const CardOptions& options) {
  return step_cards(context, options, {supplier::CardState::kPrinted}, office::send_cards, "in transit");
}
Result<void> card_receive(Context& context, const CardOptions& options) {
  return step_cards(context, options, {supplier::CardState::kPrinted, supplier::CardState::kInTransit},
                    office::receive_cards, "counted in");
}
Result<void> card_activate(Context& context, const CardOptions& options) {
  return step_cards(context, options, {supplier::CardState::kReceived}, office::activate_cards,
                    "handed over and active");
}

Result<void> card_list(Context& context, std::uint64_t person) {
  TRY_ASSIGN(const auto office, context.open());
  TRY(context.actor(*office));
  const auto look = office->clerk().look();
  std::map<supplier::CardState, std::uint64_t> by_state;
  for (const auto& [id, stored] : office->cards().table().all()) {
    const supplier::Card& card = stored.value;
    ++by_state[card.state];
    if (person != 0 && card.person.value == person)
      context.print(fmt::format("card {}  {}  {}  expires {}\n", id, card.kind, supplier::card_state_name(card.state),
                                to_rfc3339(card.expires).substr(0, 10)));
  }
  for (const auto& [state, count] : by_state)
    if (person == 0) context.print(fmt::format("{:>8} {}\n", count, supplier::card_state_name(state)));
  return {};
}

Result<void> card_preview(Context& context, std::uint64_t person, const std::string& kind,
                          const std::filesystem::path& out) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const Plaintext pdf, office::preview_card(*office, actor, PersonId{person}, kind));
  TRY(context.caller->replace(out, pdf.reveal()));
  context.print(
      fmt::format("The card, both sides, is in {}. It is a copy: delete it when you have looked.\n", out.string()));
  return {};
}

Result<void> card_check_template(Context& context, const TemplateOptions& options) {
  CallerFiles& files = *context.caller;
  TRY_ASSIGN(const Bytes front, files.read(options.front, card::kLargestTemplate));
  TRY_ASSIGN(const Bytes back, files.read(options.back, card::kLargestTemplate));
  TRY_ASSIGN(const card::DrawnTemplate drawn, card::draw_template(front, back));
  std::string names;
  for (std::uint8_t i = 0; i <= static_cast<std::uint8_t>(card::Variable::kPhoto); ++i)
    if (const auto shown = static_cast<card::Variable>(i); drawn.design.shows(shown))
      names += fmt::format("{}{}", names.empty() ? "" : ", ", card::variable_name(shown));
  context.print(fmt::format("A card of this template would show: {}{}.\n",
                            names.empty() ? "nothing of its holder" : names,
                            drawn.design.bears_stamp() ? "; and the signed code" : ""));
  if (options.specimen.empty()) return {};
  TRY_ASSIGN(const Plaintext pdf, office::specimen(front, back));
  TRY(files.replace(options.specimen, pdf.reveal()));
  context.print(fmt::format("A card of an invented person, both sides, is in {}.\n", options.specimen.string()));
  return {};
}

Result<void> card_templates(Context& context) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY(access::require_role(
      actor, {access::Role::kIssuer, access::Role::kSponsor, access::Role::kSecurityOfficer, access::Role::kAuditor}));
  const auto look = office->clerk().look();
  const auto name = [&](PrincipalId id) { return office->access().principals.find(id.value)->value.name; };
  for (const std::string_view kind : supplier::kCardKinds) {
    const office::CardDesign* own = office::design_in_use(office->designs(), kind);
    context.print(own == nullptr
                      ? fmt::format("{:<14} the template that comes with the program\n", kind)
                      : fmt::format("{:<14} the force's own since {}, by {} and {}\n  front {}\n  back  {}\n", kind,
                                    to_rfc3339(own->since), name(own->asked_by), name(own->decided_by),
                                    hex(crypto::sha256(as_bytes(own->front))),
                                    hex(crypto::sha256(as_bytes(own->back)))));
  }
  return {};
}

namespace {

// The rest is drawn and waits for its press; these wait for somebody to put them right.
Result<void> tell_undrawn(Context& context, const std::vector<office::Undrawn>& undrawn) {
  if (undrawn.empty()) return {};
  for (const office::Undrawn& one : undrawn) context.print(fmt::format("card {}: {}\n", one.card.value, one.why));
  return fail(
      Code::kInvalid,
      fmt::format("{} cards cannot be drawn and stay queued; put the person or the template right, then ‘job make’ "
                  "draws them, or revoke the card",
                  undrawn.size()));
}

}  // namespace

Result<void> job_make(Context& context, const JobOptions& options) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  std::vector<CardId> cards =
      options.paced ? office::paced_cards(*office, {options.outside, options.inside, options.inside_share})
                    : office::cards_in_state(*office, supplier::CardState::kApproved);
  if (!options.kind.empty()) {
    const auto look = office->clerk().look();
    std::erase_if(cards,
                  [&](CardId card) { return office->cards().table().find(card.value)->value.kind != options.kind; });
  }
  office::JobsMade made;
  if (!cards.empty()) {
    TRY_ASSIGN(made, office::make_jobs(*office, actor, cards, {options.outside, options.inside, options.inside_share}));
  }
  const std::vector<std::uint64_t> items = office::items_to_draw(*office);
  if (items.empty()) return fail(Code::kNotFound, "no card is approved and waiting");
  TRY_ASSIGN(const std::vector<office::Undrawn> undrawn,
             office::render_items(*office, actor, items, context.progress()));
  // The split is not shown: it would tell how many are protected.
  context.print(fmt::format("{} drawn, locked and queued.\n", counted(items.size() - undrawn.size(), "card")));
  if (!made.outside.empty()) {
    const auto look = office->clerk().look();
    const supplier::Item& item = office->desk().tables().items.find(made.outside.front())->value;
    if (office->desk().tables().presses.find(item.press.value)->value.bureau)
      context.print(fmt::format("Next: tipstaff job export {} --out DIR\n", item.job.value));
  }
  return tell_undrawn(context, undrawn);
}

Result<void> job_move(Context& context, const std::string& from, const std::string& to, const std::string& why) {
  TRY_ASSIGN(const auto office, context.open());
  TRY_ASSIGN(const access::Actor actor, context.actor(*office));
  TRY_ASSIGN(const std::vector<std::uint64_t> moved, office::move_items(*office, actor, from, to, why));
  TRY_ASSIGN(const std::vector<office::Undrawn> undrawn,
             office::render_items(*office, actor, moved, context.progress()));
  context.print(fmt::format("{} cards that waited for {} are taken back, drawn anew and queued for {}.\n",
                            moved.size() - undrawn.size(), from, to));
  return tell_undrawn(context, undrawn);
}

}  // namespace tipstaff::app
