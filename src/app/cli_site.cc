#include "app/line.h"

// The site check.
namespace tipstaff::app {

void Line::add_site() {
  auto* site = group("site", "what a web page tells to whom; needs no store");
  auto* check =
      command(site, "check",
              "judge pages loaded in Chromium (https://…), recordings (.har), saved pages (.html), folders of them",
              [this] { return site_check(context_, site_); });
  check->add_option("FILE|URL", site_.inputs);
  check->add_option("--policy", site_.policy,
                    "which pages are about what, and who may have which data (docs/formats/site-policy.md)");
  check->add_option("--list", site_.lists, "a filter list of your own, beside EasyPrivacy; may be given again");
  check->add_option(
      "--look-for", site_.look_for,
      "a value that was typed while it was recorded: found plain, encoded and hashed; may be given again");
  check->add_option("--look-for-file", site_.look_for_file,
                    "the same from a file: a value a line, or its name, a tab and the value");
  check->add_option("--address", site_.address,
                    "where a saved page, or a folder of them, stands or will stand: https://www.example/");
  check
      ->add_option("--outside", site_.outside,
                   "what may go to others than the page's owner while a page is loaded: nothing; the code of pages "
                   "(scripts, styles, fonts, frames); all")
      ->check(CLI::IsMember({"nothing", "code", "all"}))
      ->capture_default_str();
  check->add_option("--journey", site_.journey,
                    "what a visitor does, step by step (docs/formats/site-journey.md), in Chromium");
  check->add_option("--rest", site_.rest, "after how many milliseconds without a request a page has come to rest")
      ->check(CLI::Range(100, 20'000))
      ->capture_default_str();
  check->add_option(
      "--sitemap", site_.sitemap,
      "walk the pages of a sitemap, its address or a file: XML, an index, text, gzip; the site's own only");
  check->add_option("--pages", site_.pages, "of the sitemap at most so many, the most sensitive first")
      ->check(CLI::Range(1, 5'000))
      ->capture_default_str();
  check
      ->add_option("--consent", site_.consent,
                   "runs, each as a new visitor: none answers no question about cookies, reject and accept answer it; "
                   "all: the three, and what differs")
      ->check(CLI::IsMember({"none", "reject", "accept", "all"}))
      ->capture_default_str();
  check->add_flag("--submit", site_.submit,
                  "send the forms that were typed into, too: what goes to the site's own server is answered here, what "
                  "others learn is told as a pass of its own");
  check->add_flag("--submit-for-real", site_.submit_for_real,
                  "let what is submitted reach the site's own server; else it is answered here");
  check->add_flag("--leave-fields", site_.leave_fields, "do not type into the fields of a page that is loaded");
  check->add_option("--record", site_.record,
                    "write the record recipient × data × page (CSV) there, and its signed note beside it (.note)");
  check->add_option("--key", site_.key, "which signs it (‘site key’)");
  check->add_option("--format", site_.format)
      ->check(CLI::IsMember({"text", "json", "sarif", "junit", "html"}))
      ->capture_default_str();
  check->add_flag("--rules", site_.rules, "list the rules instead");
  check->footer(
      "Exit: 0 pass, 1 held, 3 nothing is held, but it cannot be said all that was told. With a store (--dir) the "
      "verdict is in its ledger.");
  auto* pin = command(site, "pin",
                      "write down which scripts others serve into pages, and what tag containers hold, to be watched",
                      [this] { return site_pin(context_, site_); });
  pin->add_option("PINS", site_.pins, "a new file (docs/formats/site-pins.md)")->required();
  pin->add_option("FILE|URL", site_.inputs,
                  "as for ‘site check’; addresses are loaded twice, to know what differs from load to load")
      ->required();
  pin->add_flag("--replace", site_.replace, "write over pins that are there: what they say now has been looked at");
  auto* watch = command(site, "watch", "whether what others serve into pages is as it was pinned",
                        [this] { return site_watch(context_, site_); });
  watch->add_option("PINS", site_.pins)->required();
  watch->add_option("FILE|URL", site_.inputs, "pages or recordings; the pages that were pinned, unless given");
  watch->footer(
      "Exit: 0 nothing has changed, or nothing that matters; 1 something has; 3 it cannot be said. Run it every day "
      "(docs/site.md).");
  for (CLI::App* each : {pin, watch}) {
    each->add_option("--list", site_.lists, "a filter list of your own, beside EasyPrivacy; may be given again");
    each->add_option("--rest", site_.rest, "after how many milliseconds without a request a page has come to rest")
        ->check(CLI::Range(100, 20'000))
        ->capture_default_str();
  }
  auto* enter = command(site, "enter", "put a run of the site check into the ledger; ‘--dir’ with the others does it",
                        [this] { return site_enter(context_, site_); });
  enter->add_option("--verdict", site_.verdict)->check(CLI::IsMember({"pass", "hold", "unknown"}))->required();
  enter->add_option("--source", site_.source, "what was judged")->required();
  enter->add_option("--record", site_.record_sha256, "SHA-256 of the record, in hexadecimal")->required();
  enter->add_option("--judged-by", site_.judged_by, "SHA-256 of the policy or the pins")->required();
  enter->add_option("--pages", site_.pages_judged)->required();
  auto* key = command(site, "key", "make a key that signs records; prints the one that verifies them",
                      [this] { return site_key(context_, site_); });
  key->add_option("FILE", site_.key, "a new file, to be kept secret")->required();
  key->add_option("--name", site_.name, "whose it is: northmoor.example/site-check")->required();
  auto* verify = command(site, "verify", "whether a record is the one that was signed",
                         [this] { return site_verify(context_, site_); });
  verify->add_option("RECORD", site_.record)->required();
  verify->add_option("--vkey", site_.vkey, "as ‘site key’ printed it")->required();
}

}  // namespace tipstaff::app
