#include "app/line.h"

// Incidents, acts of two people, checks and disclosures.
namespace tipstaff::app {

void Line::add_breach() {
  auto* incident = group("incident", "a suspected breach");
  auto* open = command(incident, "open", "open an incident; the 72 hours run from its discovery",
                       [this] { return incident_open(context_, scope_); });
  add_scope(open);
  open->add_option("--found", scope_.found, "how it was found");
  open->add_option("--discovered", scope_.discovered, "when (default: now)");
  auto* scope = command(incident, "scope", "change the scope; earlier versions are kept",
                        [this] { return incident_scope(context_, name_, scope_); });
  scope->add_option("INCIDENT", name_)->required();
  add_scope(scope);
  scope->add_option("--reason", scope_.why)->required();
  command(incident, "list", "incidents and their clocks", [this] { return incident_list(context_); });
  auto* exposure =
      command(incident, "exposure", "who is exposed: certain, possible, excluded, person by field", [this] {
        return path_.empty() && out_.empty() ? incident_exposure(context_, name_, flag_)
                                             : incident_exposure_file(context_, name_, path_, out_, flag_);
      });
  exposure->add_option("INCIDENT", name_)->required();
  exposure->add_option("--pdf", path_, "write it for a chief officer");
  exposure->add_option("--csv", out_, "write it person by person");
  exposure->add_flag("--by-rank", flag_,
                     "count ranks too: reads the rank of everyone exposed but the protected, each on record");
  auto* notify = command(incident, "notify", "record the decision whether to tell those concerned (UK GDPR article 34)",
                         [this] { return incident_notify(context_, name_, !flag_, purpose_); });
  notify->add_option("INCIDENT", name_)->required();
  notify->add_flag("--not", flag_, "not to tell them");
  notify->add_option("--reason", purpose_)->required();
  auto* notices = command(incident, "notices", "write a letter and a mail to each person certain or possible",
                          [this] { return incident_notices(context_, name_, tell_); });
  notices->add_option("--out", tell_.out, "folder for them");
  notices->add_option("--smtp", tell_.smtp,
                      "or send mails: smtp://HOST:PORT (STARTTLS is demanded, but of this machine), smtps://HOST:PORT");
  notices->add_option("--smtp-user", tell_.smtp_user, "name at the mail server");
  notices->add_option("--smtp-password-file", tell_.smtp_password);
  notices->add_option("--smtp-ca", tell_.smtp_ca,
                      "PEM file of the authorities that vouch for it (default: this machine's)");
  notices->add_flag("--smtp-plain", tell_.smtp_plain, "send without TLS: everybody on the way can read the mails");
  notices->add_option("--from", tell_.from, "sender's address; bounces go there");
  auto* posted =
      command(incident, "notices-posted", "record that the letters written so far were posted; ends their copies",
              [this] { return incident_posted(context_, name_, out_.string(), purpose_); });
  posted->add_option("INCIDENT", name_)->required();
  posted->add_option("--mail-server", out_, "instead: this mail server has passed on its mails; ends its copies");
  posted->add_option("--evidence", purpose_, "how that is known")->required();
  auto* settle =
      command(incident, "notices-settle", "record what became of a mail of which the server's answer is missing",
              [this] { return incident_settle(context_, name_, number_, !flag_, purpose_); });
  settle->add_option("INCIDENT", name_)->required();
  settle->add_option("--person", number_)->required();
  auto* fate = settle->add_option_group("fate");
  fate->add_flag("--arrived");
  fate->add_flag("--lost", flag_, "the next run sends it again");
  fate->require_option(1);
  settle->add_option("--evidence", purpose_, "how that is known")->required();
  auto* report = command(incident, "report", "draft the report to the regulator or the NCA",
                         [this] { return incident_report(context_, name_, purpose_, tell_); });
  report->add_option("--to", purpose_, "ico, nca")->required();
  report->add_option("--why-late", tell_.why_late, "once the 72 hours are over");
  report->add_flag("--follow-up", tell_.follow_up);
  report->add_flag("--law-enforcement", tell_.law_enforcement, "the data is for law enforcement (DPA 2018 part 3)");
  auto* statement = command(incident, "statement", "draft the message to all staff",
                            [this] { return incident_statement(context_, name_, tell_); });
  statement->add_flag("--public", tell_.to_public, "the public statement instead");
  for (CLI::App* sub : {notices, report, statement}) {
    sub->add_option("INCIDENT", name_)->required();
    sub->add_option("--what", tell_.what_happened, "what happened, in plain words")->required();
    sub->add_option("--measures", tell_.measures, "what the force has done")->required();
    sub->add_option("--contact", tell_.contact, "the data protection officer: name, telephone, mail")->required();
  }
  auto* prove = command(incident, "prove", "one person's answer with proofs that verify offline",
                        [this] { return incident_prove(context_, name_, number_); });
  prove->add_option("INCIDENT", name_)->required();
  prove->add_option("--person", number_)->required();
  auto* doors = command(incident, "door-list", "credential numbers for the door system to disable",
                        [this] { return incident_door_list(context_, name_, path_); });
  doors->add_option("INCIDENT", name_)->required();
  doors->add_option("--out", path_, "CSV file")->required();
  auto* reissue = command(incident, "reissue", "new cards after it was contained: the plan, and how far it is",
                          [this] { return incident_reissue(context_, name_, path_); });
  reissue->add_option("INCIDENT", name_)->required();
  reissue->add_option("--svg", path_, "draw it as a picture");
  command(incident, "contain",
          "revoke the presses, take back what was not released, kill cards not yet active, ask for replacements",
          [this] { return incident_contain(context_, name_); })
      ->add_option("INCIDENT", name_)
      ->required();
}

void Line::add_scope(CLI::App* sub) {
  sub->add_option("--holder", scope_.holders,
                  "press:NAME, supplier:NAME, principal:NAME, host:NAME, key:NAME, backup:NUMBER, public:NUMBER");
  sub->add_option("--publication", scope_.publication,
                  "a disclosure's number instead: the public, since it was published");
  sub->add_option("--from", scope_.from, "since when, or: unknown");
  sub->add_option("--to", scope_.to, "until when (default: until the holder's keys are revoked)");
}

void Line::add_two_people() {
  auto* propose = group("propose", "acts that take two people: one proposes, another decides");
  auto* raise = command(propose, "budget-raise", "a higher budget for a while",
                        [this] { return propose_budget(context_, supplier_, length_, purpose_); });
  raise->add_option("SUPPLIER", supplier_.name)->required();
  raise->add_option("--open", supplier_.open)->required();
  raise->add_option("--hour", supplier_.hour)->required();
  raise->add_option("--day", supplier_.day)->required();
  raise->add_option("--year", supplier_.year)->required();
  raise->add_option("--for", length_, "for how long")->capture_default_str();
  raise->add_option("--reason", purpose_)->required();
  auto* resume = command(propose, "press-resume", "let a halted press go on",
                         [this] { return propose_resume(context_, name_, purpose_); });
  resume->add_option("PRESS", name_)->required();
  resume->add_option("--reason", purpose_)->required();
  auto* renew =
      command(propose, "press-renew", "a new certificate for a press's keys; it fetches it with ‘tipstaff-press renew’",
              [this] { return propose_renew(context_, name_, purpose_); });
  renew->add_option("PRESS", name_)->required();
  renew->add_option("--reason", purpose_)->required();
  auto* evidence = command(propose, "custody-close", "end copies by evidence that does not rest on their holder",
                           [this] { return propose_evidence(context_, evidence_); });
  evidence->add_option("--holder", evidence_.holder, "press:NAME, supplier:NAME")->required();
  evidence->add_option("--batch", evidence_.batch, "only this sub-batch");
  evidence->add_option("--person", evidence_.person, "only this person");
  evidence->add_option("--evidence", evidence_.evidence, "who of the force saw what destroyed, and when")->required();
  evidence->add_option("--file", evidence_.file, "a record kept elsewhere: its SHA-256 is written down");
  auto* suspend =
      command(propose, "card-suspend", "suspend cards in people's hands: their holders cannot show who they are",
              [this] { return propose_suspend(context_, card_, purpose_); });
  suspend->add_option("CARD", card_.numbers, "numbers of cards");
  suspend->add_flag("--all", card_.all, "every active card of the force");
  suspend->add_option("--incident", card_.incident, "active cards that the presses in its scope were given");
  suspend->add_option("--reason", purpose_)->required();
  auto* kill = command(propose, "card-revoke", "revoke cards of any number at once",
                       [this] { return propose_revoke(context_, card_, purpose_); });
  kill->add_option("CARD", card_.numbers, "numbers of cards");
  kill->add_flag("--all", card_.all, "every card of the force that exists or is on its way");
  kill->add_option("--incident", card_.incident, "every card that the presses in its scope were given");
  kill->add_option("--reason", purpose_)->required();
  auto* key = command(propose, "stamp-revoke",
                      "a key of the stamps that others may have: every card that it signed reads as not genuine",
                      [this] { return propose_stamp_revoke(context_, name_, purpose_); });
  key->add_option("KEY", name_, "as ‘stamp keys’ names it")->required();
  key->add_option("--reason", purpose_)->required();
  auto* pseudonym = command(propose, "pseudonym",
                            "cards under another name, for covert work: ALIAS is on the roll as a person of its own",
                            [this] { return propose_pseudonym(context_, number_, second_number_, purpose_); });
  pseudonym->add_option("PERSON", number_, "who bears it")->required();
  pseudonym->add_option("ALIAS", second_number_, "entered with ‘person add --protected’")->required();
  pseudonym->add_option("--reason", purpose_)->required();
  auto* unmark = command(propose, "unmark", "take a mark away that ‘person change’ or an export set",
                         [this] { return propose_unmark(context_, number_, flag_, second_flag_, purpose_); });
  unmark->add_option("PERSON", number_)->required();
  unmark->add_flag("--protected", flag_, "no longer in a covert or high-risk role");
  unmark->add_flag("--notice-risk", second_flag_, "a letter home can no longer harm");
  unmark->add_option("--reason", purpose_)->required();
  auto* numbers =
      command(propose, "new-numbers", "new warrant or staff numbers, drawn at random, for people whose numbers are out",
              [this] { return propose_numbers(context_, numbers_options_); });
  numbers->add_option("PERSON", numbers_options_.people, "numbers of people");
  numbers->add_option("--incident", numbers_options_.incident, "instead: everybody whose number it exposes");
  numbers->add_option("--kind", numbers_options_.kind, "of them only holders of such a card");
  numbers->add_option("--form", numbers_options_.form, "NM######: each # becomes a digit")->required();
  numbers->add_option("--reason", numbers_options_.why)->required();
  auto* form = command(propose, "stamp-form",
                       "whether cards of a kind bear the full stamp, or the minimal one that says no name",
                       [this] { return propose_stamp_form(context_, name_, flag_, purpose_); });
  form->add_option("KIND", name_, "as “staff pass”")->required();
  auto* forms = form->add_option_group("form");
  forms->add_flag("--minimal", flag_);
  forms->add_flag("--full");
  forms->require_option(1);
  form->add_option("--reason", purpose_)->required();
  auto* grant = command(propose, "grant-protected", "a grant that covers protected people",
                        [this] { return propose_grant(context_, grant_); });
  grant->add_option("PRINCIPAL", grant_.principal)->required();
  grant->add_option("--class", grant_.classes)->required();
  grant->add_option("--purpose", grant_.purpose)->required();
  grant->add_option("--until", grant_.until)->capture_default_str();
  auto* design = command(propose, "card-template", "what cards of a kind look like from now on",
                         [this] { return propose_template(context_, template_); });
  design->add_option("KIND", template_.kind, "‘warrant card’ or ‘staff pass’")->required();
  design->add_option("FRONT", template_.front,
                     "SVG of the front; without files, the template that comes with the program");
  design->add_option("BACK", template_.back, "SVG of the back");
  design->add_option("--reason", template_.why)->required();
  auto* index =
      command(propose, "roll-index",
              "an index of the roll for use away from the store; approved, its proposer makes it with ‘roll index’",
              [this] { return propose_roll_index(context_, roll_index_); });
  index->add_option("--holder", roll_index_.holder, "who will keep it: principal:NAME")->required();
  index->add_option("--reason", roll_index_.why)->required();
  command(propose, "list", "open proposals", [this] { return proposal_list(context_); });
  auto* decide = command(&app_, "decide", "approve or refuse what another proposed",
                         [this] { return app::decide(context_, number_, !flag_, out_); });
  decide->add_option("PROPOSAL", number_)->required();
  decide->add_flag("--refuse", flag_);
  decide->add_option("--status-out", out_, "then write the status list as it is now");
  auto* custody = group("custody", "who holds a copy of what");
  auto* declare = command(custody, "declare", "record a file that was handed over before the record began",
                          [this] { return custody_declare(context_, declare_); });
  declare->add_option("--holder", declare_.holder, "supplier:NAME")->required();
  declare
      ->add_option("--file", declare_.file,
                   "the file as it was handed over: CSV, or a workbook with all that lies in it")
      ->required();
  declare->add_option("--since", declare_.since, "when")->required();
  declare->add_option("--map", declare_.map, "mapping file");
  declare->add_option(
      "--purpose", declare_.purpose,
      "look for people in every written form too (initials, other spellings); why the roll is read, as the grant says");
  auto* close = command(custody, "close", "record the end of a copy that no receipt ends (numbers: ‘person copies’)",
                        [this] { return custody_close(context_, numbers_, purpose_); });
  close->add_option("COPY", numbers_)->required();
  close->add_option("--evidence", purpose_, "how its end is known")->required();
  command(custody, "list", "who holds how much", [this] { return custody_list(context_); });
}

void Line::add_check() {
  auto* check =
      command(&app_, "check",
              "what is in files that are to go out: hidden sheets, deleted text, registers of people; needs no store "
              "but for --roll",
              [this] { return check_.web ? app::check_web(context_, check_) : app::check(context_, check_); });
  check->add_option("FILE", check_.files);
  check->add_option("--stdin-name", check_.stdin_name, "check what comes on standard input, under this name");
  check->add_option("--declare", check_.declare, "what it is meant to hold: “150 rows, columns rank, unit”");
  check->add_option(
      "--roll", check_.rolls,
      "also look for the people of this roll: a store, or an index made by ‘roll index’; may be given again");
  check->add_option("--roll-key", check_.roll_key, "the index's key, in a file of its own");
  check->add_option("--purpose", check_.purpose, "why the roll is read, as the grant says")->capture_default_str();
  check->add_option("--policy", check_.policy,
                    "your own thresholds, names that may be seen, rules raised or lowered (docs/formats/policy.md)");
  check->add_option(
      "--clean", check_.clean,
      "folder for clean copies: each made from what is seen, and written only when it passes the same check");
  check->add_option("--format", check_.format)
      ->check(CLI::IsMember({"text", "json", "sarif", "html", "markdown"}))
      ->capture_default_str();
  check->add_flag("--rules", check_.rules, "list the rules instead, with --policy as it leaves them");
  check->add_flag("--web", check_.web,
                  "serve a page on which files are dropped, for people at a browser: verdict, places, clean copy; "
                  "keeps no file, writes no log");
  check->add_option("--listen", check_.listen, "for --web: ADDRESS:PORT; beyond this machine only with --certificate")
      ->capture_default_str();
  check->add_option("--certificate", check_.certificate, "for --web: certificate for TLS with its chain, PEM");
  check->add_option("--key", check_.key, "for --web: its key, PEM without a passphrase");
  check->add_option("--name", check_.names,
                    "for --web: a name under which browsers call this server; may be given again");
  check
      ->add_option("--at-once", check_.at_once,
                   "for --web: files under check at once (default: as many as there are processors)")
      ->check(CLI::Range(1, 64));
  auto* find = command(
      &app_, "find", "which files hold people of the roll: folders, mail stores, archives, disk images, database dumps",
      [this] { return app::find(context_, find_); });
  find->add_option("PATH", find_.paths, "files and folders; symbolic links are not followed")->required();
  find->add_option("--roll", find_.rolls, "a store, or an index made by ‘roll index’; may be given again");
  find->add_option("--roll-key", find_.roll_key, "the index's key, in a file of its own");
  find->add_option("--purpose", find_.purpose, "why the roll is read, as the grant says")->capture_default_str();
  find->add_option("--baseline", find_.baseline, "lines of sha256sum: copies that are known");
  find->add_flag("--whose", find_.whose,
                 "instead: which copy on record these files, taken together, most resemble, and how sure that is");
  find->add_option("--state", find_.state,
                   "a file that remembers where nobody was found, so that a search that was stopped goes on");
  find->footer(
      "Exit: 0 nobody, 1 a file holds people of the roll, 3 none that was read does, but something was not read. No "
      "name is printed.");
  check->footer(
      "Exit: 0 pass, 1 a file is held, 3 none is held, but of one it cannot be said what is in it. Nothing that is "
      "hidden is printed.");
}

void Line::add_disclosure() {
  auto* disclosure = group(
      "disclosure",
      "the register of what leaves the house: submitted, checked, decided by a second person, published, taken down");
  auto* submit =
      command(disclosure, "submit", "check a file with the whole roll, and put file, verdict and SHA-256 on record",
              [this] { return disclosure_submit(context_, disclosure_); });
  submit->add_option("FILE", disclosure_.file)->required();
  submit->add_option("--reference", disclosure_.reference, "the request that it answers: “FOI 2026/113”")->required();
  submit->add_option("--audience", disclosure_.audience, "who is to have it")->required();
  submit->add_option("--declare", disclosure_.declare, "what it is meant to hold: “150 rows, columns rank, unit”")
      ->required();
  submit->add_option("--where", disclosure_.where, "where it will stand")->required();
  submit->add_option("--source", disclosure_.source, "the unit or system that it comes from (default: you)");
  submit->add_option("--policy", disclosure_.policy, "as for ‘check’; kept with the disclosure");
  submit->footer(
      "Exit as ‘check’: 0 pass, 1 held, 3 unknown; it is on record each time. Takes a grant by two for the purpose "
      "‘disclosure check’.");
  auto* approve = command(disclosure, "approve", "decide on what somebody else submitted",
                          [this] { return disclosure_approve(context_, disclosure_); });
  approve->add_option("--reason", disclosure_.reason, "demanded where it cannot be said what is in the file");
  approve->add_option("--accept", disclosure_.accept,
                      "NUMBER=REASON: why this hold may go out; security officer or dpo only");
  approve->add_flag("--refuse", disclosure_.refuse, "it may not go out; with --reason");
  auto* publish =
      command(disclosure, "publish",
              "these bytes go out now: refused unless they are those that were checked; not by who approved",
              [this] { return disclosure_publish(context_, disclosure_); });
  auto* takedown = command(disclosure, "takedown", "it has been taken away again",
                           [this] { return disclosure_takedown(context_, disclosure_); });
  takedown->add_option("--accesses", disclosure_.accesses, "how often it was fetched, as the site counted")->required();
  auto* review = command(disclosure, "review", "a hold has been looked into: others of its source may go on",
                         [this] { return disclosure_review(context_, disclosure_); });
  review->add_option("--reason", disclosure_.reason, "what was found and done")->required();
  auto* show = command(disclosure, "show", "one disclosure, and what is held against it",
                       [this] { return disclosure_show(context_, disclosure_); });
  for (CLI::App* sub : {approve, publish, takedown, review, show}) sub->add_option("ID", disclosure_.id)->required();
  publish->add_option("FILE", disclosure_.file)->required();
  command(disclosure, "list", "every disclosure", [this] { return disclosure_list(context_); });
  command(disclosure, "recheck",
          "today's rules over everything that stands published; exit 1 when something is worse than it was",
          [this] { return disclosure_recheck(context_); });
}

}  // namespace tipstaff::app
