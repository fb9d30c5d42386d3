#include "app/line.h"

// Presses, cards, bureaus, stock, stamps.
namespace tipstaff::app {

void Line::add_presses() {
  auto* supplier = group("supplier", "contractors and their contracts");
  auto* add = command(supplier, "add", "a contract: what the supplier's presses may be sent",
                      [this] { return supplier_add(context_, supplier_); });
  add->add_option("NAME", supplier_.name)->required();
  add->add_option("--open", supplier_.open, "people open at once")->capture_default_str();
  add->add_option("--hour", supplier_.hour, "people an hour")->capture_default_str();
  add->add_option("--day", supplier_.day, "people a day")->capture_default_str();
  add->add_option("--year", supplier_.year, "people a year")->capture_default_str();
  add->add_option("--receipt-hours", supplier_.receipt_hours, "a receipt later than this halts the press")
      ->capture_default_str();
  add->add_option("--destruction-hours", supplier_.destruction_hours, "a disk copy older than this halts the press")
      ->capture_default_str();
  add->add_option("--report-hours", supplier_.report_hours, "to report a breach")->capture_default_str();
  add->add_option("--retention-days", supplier_.retention_days, "may keep a copy in clear so long (bureaus)")
      ->capture_default_str();
  add->add_option("--kinds", supplier_.card_kinds, "cards it may make, with a comma between (default: all)");
  add->add_option("--hours", supplier_.working_hours,
                  "keys are released only then: ‘Mon-Fri 08:00-18:00’, UTC (default: always)");
  command(supplier, "list", "contracts, and what is left of their budgets", [this] { return supplier_list(context_); });
  auto* press = group("press", "one device with its own keys");
  auto* invite = command(press, "invite", "make a one-time enrolment code",
                         [this] { return press_invite(context_, purpose_, name_, flag_); });
  invite->add_option("NAME", name_)->required();
  invite->add_option("--supplier", purpose_)->required();
  invite->add_flag("--inside", flag_, "the force's own");
  auto* approve = command(press, "approve", "approve an enrolled press (a second person, fingerprint compared)",
                          [this] { return press_approve(context_, name_, purpose_); });
  approve->add_option("NAME", name_)->required();
  approve->add_option("--fingerprint", purpose_, "as its operator reads it aloud")->required();
  command(press, "list", "presses, their state and fingerprints", [this] { return press_list(context_); });
  auto* revoke = command(press, "revoke", "end a press's certificate and keys",
                         [this] { return press_revoke(context_, name_, purpose_); });
  revoke->add_option("NAME", name_)->required();
  revoke->add_option("--reason", purpose_)->required();
  auto* serve = command(&app_, "serve", "serve presses over TLS 1.3", [this] { return app::serve(context_, serve_); });
  serve->add_option("--listen", serve_.address, "address")->capture_default_str();
  serve->add_option("--port", serve_.port, "port")->capture_default_str();
  serve->add_option("--name", serve_.names, "host names or addresses for the certificate")->required();
  serve->add_option("--socket", serve_.socket, "where this machine's command line is served (default: DIR/socket)");
  serve->add_option("--status-out", serve_.status_out,
                    "write the status list there each minute, for another web server to carry");
  serve->add_option("--group", serve_.group, "people of this group may connect to the socket");
}

void Line::add_cards() {
  auto* card = group("card", "warrant cards and staff passes");
  auto* request = command(card, "request", "ask for cards", [this] {
    card_.valid_days = request_days_;
    return card_request(context_, card_);
  });
  request->add_option("PERSON", card_.numbers, "numbers of people");
  request->add_flag("--all", card_.all, "everybody who has none");
  request->add_option("--kind", card_.kind, supplier::card_kinds())->capture_default_str();
  request->add_option("--reason", card_.reason, "new, renewal, lost, stolen, damaged, rank, name")
      ->capture_default_str();
  request->add_option("--days", request_days_, "valid for (default: 1826; a temporary card 1, at most 7)");
  for (const auto& [name, words, job] :
       {std::tuple{"approve", "approve requests (not your own)", &card_approve},
        std::tuple{"send", "the press has sent printed cards off (its delivery note)", &card_send},
        std::tuple{"receive", "count printed cards in", &card_receive},
        std::tuple{"activate", "hand cards over", &card_activate}}) {
    auto* step = command(card, name, words, [this, job = job] { return job(context_, card_); });
    step->add_option("CARD", card_.numbers, "numbers of cards");
    step->add_flag("--all", card_.all, "all that wait for this step");
  }
  for (const auto& [name, how, words] : {std::tuple{"revoke", "revoked", "a card lost, stolen or no longer wanted"},
                                         std::tuple{"return", "returned", "a card given back"},
                                         std::tuple{"destroy", "destroyed", "a returned or revoked card destroyed"}}) {
    auto* end =
        command(card, name, words, [this, how = std::string(how)] { return card_end(context_, card_, how, purpose_); });
    end->add_option("CARD", card_.numbers, "numbers of cards")->required();
    end->add_option("--reason", purpose_)->required();
  }
  command(card, "expire", "cards whose date has passed (the server does it every minute)",
          [this] { return card_expire(context_); });
  command(card, "uncollected",
          "revoke cards that nobody collected (the server does it every minute), or set after how many days",
          [this] { return card_uncollected(context_, static_cast<std::uint32_t>(number_)); })
      ->add_option("--set-days", number_, "30 unless set");
  auto* renew = command(card, "renewals", "active cards that end soon",
                        [this] { return card_renewals(context_, days_, card_.valid_days, flag_); });
  renew->add_option("--within", days_, "days")->capture_default_str();
  renew->add_flag("--request", flag_, "ask for their renewal, soonest first, as far as today's budgets go");
  renew->add_option("--days", card_.valid_days, "the new cards are valid for")->capture_default_str();
  command(card, "list", "how many in each state, or one person's", [this] {
    return card_list(context_, number_);
  })->add_option("--person", number_);
  auto* preview = command(card, "preview", "a person's card as it would be printed (logged)",
                          [this] { return card_preview(context_, number_, card_.kind, path_); });
  preview->add_option("PERSON", number_)->required();
  preview->add_option("--kind", card_.kind)->capture_default_str();
  preview->add_option("--out", path_, "PDF file")->required();
  auto* check = command(card, "check-template", "whether an SVG template can be used, and what its cards would show",
                        [this] { return card_check_template(context_, template_); });
  check->add_option("FRONT", template_.front, "SVG of the front")->required();
  check->add_option("BACK", template_.back, "SVG of the back")->required();
  check->add_option("--specimen", template_.specimen, "PDF to write: a card of an invented person");
  command(card, "templates", "which template each kind of card has", [this] { return card_templates(context_); });
  auto* job = job_ = group("job", "work for presses");
  auto* make = command(job, "make", "draw, lock and queue every approved card",
                       [this] { return job_make(context_, job_options_); });
  make->add_option("--press", job_options_.outside, "outside press for ordinary cards");
  make->add_option("--inside", job_options_.inside, "the force's own press")->required();
  make->add_flag("--paced", job_options_.paced, "no more than today's budgets allow, protected people first");
  make->add_option("--inside-share", job_options_.inside_share,
                   "share of ordinary cards made inside too, drawn at random")
      ->capture_default_str();
  make->add_option("--kind", job_options_.kind, "only this kind of card");
  auto* move = command(job, "move", "take back what waits for a press, unreleased, and queue it for another",
                       [this] { return job_move(context_, name_, address_, purpose_); });
  move->add_option("--from", name_, "press")->required();
  move->add_option("--to", address_, "press")->required();
  move->add_option("--reason", purpose_)->required();
}

void Line::add_bureau() {
  auto* bureau = group("bureau", "a supplier that runs nothing of ours: age files out, signed receipts back");
  auto* add = command(bureau, "add", "register the key that verifies its receipts",
                      [this] { return bureau_add(context_, purpose_, name_, path_); });
  add->add_option("NAME", name_)->required();
  add->add_option("--supplier", purpose_)->required();
  add->add_option("--key", path_, "its Ed25519 public key in PEM")->required();
  auto* approve = command(bureau, "approve", "approve its key (a second person, fingerprint compared)",
                          [this] { return bureau_approve(context_, name_, purpose_); });
  approve->add_option("NAME", name_)->required();
  approve->add_option("--fingerprint", purpose_, "as the bureau reads it aloud")->required();
  command(job_, "show", "where its cards are: the sum, sub-batches, alarms",
          [this] { return job_show(context_, number_); })
      ->add_option("JOB", number_)
      ->required();
  command(job_, "list", "jobs and their presses", [this] { return job_list(context_); });
  auto* give = command(job_, "export", "encrypt a bureau's job into sub-batches, each opened by an identity of its own",
                       [this] { return job_export(context_, number_, out_, size_); });
  give->add_option("JOB", number_)->required();
  give->add_option("--out", out_, "folder for them")->required();
  give->add_option("--size", size_, "cards in a sub-batch")->capture_default_str();
  auto* open = command(job_, "open", "release a sub-batch whole: prints the identity that opens it",
                       [this] { return job_open(context_, name_, out_); });
  open->add_option("SUBBATCH", name_, "the 32 digits of its file")->required();
  open->add_option("--out", out_, "into a file instead");
  auto* receipt =
      command(job_, "receipt", "take a bureau's signed receipt", [this] { return job_receipt(context_, path_, out_); });
  receipt->add_option("FILE", path_)->required();
  receipt->add_option("--signature", out_, "default: FILE.sig");
}

void Line::add_stock() {
  auto* stock = group("stock", "blank cards by serial and place");
  for (const auto& [name, words, job] :
       {std::tuple{"receive", "blanks have come from their maker", &stock_receive},
        std::tuple{"move", "blanks go to another place: press:NAME, supplier:NAME, or one of your own", &stock_move}}) {
    auto* act = command(stock, name, words, [this, job = job] { return job(context_, stock_); });
    act->add_option("FIRST", stock_.first, "serial, as NM-0000001")->required();
    act->add_option("LAST", stock_.last, "serial, of the same letters and as many digits")->required();
    act->add_option("--at,--to", stock_.place, "place")->required();
  }
  auto* count = command(stock, "count", "somebody counted the blanks at a place; a difference raises an alarm",
                        [this] { return stock_count(context_, stock_); });
  count->add_option("PLACE", stock_.place)->required();
  count->add_option("FOUND", stock_.found)->required();
  command(stock, "show", "how many are where, and alarms", [this] { return stock_show(context_); });
}

void Line::add_stamps() {
  auto* stamp = group("stamp", "the signed code on cards");
  auto* rotate = command(stamp, "rotate", "sign with a new key from now on",
                         [this] { return stamp_rotate(context_, stamp_rotate_); });
  auto* seed = rotate->add_flag("--ed25519", stamp_rotate_.ed25519, "instead of ES256");
  rotate
      ->add_flag("--token", stamp_rotate_.token,
                 "a key made in the PKCS#11 token that holds the root key, and never outside it")
      ->excludes(seed);
  command(stamp, "keys", "the keys that verify stamps and status lists", [this] {
    return stamp_keys(context_, out_);
  })->add_option("--out", out_, "write the key set that verifiers need there");
  auto* status = group("status", "the state of every card, for verifiers");
  auto* publish = command(status, "publish", "write the signed status list as it is now",
                          [this] { return status_publish(context_, out_, number_); });
  publish->add_option("--out", out_, "a file that any web server can carry")->required();
  publish->add_option("--name", number_, "under an older name, as ‘status address’ numbers them")
      ->capture_default_str();
  command(status, "address", "what stamps call the list from now on: its URI",
          [this] { return status_address(context_, name_); })
      ->add_option("URI", name_)
      ->required();
  auto* verify = command(&app_, "verify", "whether a card is genuine, by its stamp; needs no store and no network",
                         [this] { return verify_card(context_, verify_); });
  verify->add_option("FILE", verify_.file, "PNG, JPEG or PDF of the card's back");
  verify->add_option("--text", verify_.text, "the code's text instead");
  verify->add_option("--keys", verify_.keys, "the force's key set, from a source that you trust")->required();
  verify->add_option("--list", verify_.lists, "the force's newest status list; may be given again");
  verify->add_option("--memory", verify_.memory, "remember the newest list seen in this file, and refuse an older one");
  verify->add_option("--photo", verify_.photo, "where the stamp's picture goes (WebP), of a genuine one");
  verify->footer(
      "Exit: 0 genuine: compare face and name; 1 not genuine, suspended, not yet active or expired; 3 cannot say.");
  auto* page = command(&app_, "verify-page",
                       "write the page on which anybody checks a card, as a folder for any web server; needs no store",
                       [this] { return verify_page(context_, page_); });
  page->add_option("OUT", page_.out, "a folder; files of the same names are replaced")->required();
  page->add_option("--keys", page_.keys, "the force's key set, from ‘stamp keys --out’")->required();
  page->add_option("--list", page_.list, "its newest status list, from ‘status publish --out’")->required();
  page->footer(
      "Every hour after that: tipstaff status publish --out OUT/status.cwt. docs/verify.md says how to host it.");
}

}  // namespace tipstaff::app
