// A force with a bureau that runs nothing of ours: its key, its exports, its receipts.
#pragma once

#include "crypto/age.h"
#include "crypto/ed25519_pem.h"
#include "incident/exposure.h"
#include "office/breach.h"
#include "office/bureau.h"
#include "office/two_people.h"
#include "office_fixture.h"

namespace tipstaff::test {

class BureauForce : public TestForce {
 public:
  static constexpr const char* kName = "paper-mill";

  explicit BureauForce(const ForceOptions& options = {}) : TestForce(options) {
    SystemRandom random;
    key = crypto::new_ed25519_key(random);
    const std::string fingerprint =
        must(office::add_bureau(*office, security, kSupplier, kName, crypto::ed25519_to_pem(key.public_key)));
    must(office::approve_bureau(*office, second_security, kName, fingerprint));
  }

  std::filesystem::path out() const { return folder.path() / "out"; }
  const supplier::Press& row() {
    return office->desk().tables().presses.find(office->desk().press_named(kName)->value)->value;
  }
  const supplier::Batch& batch(const std::string& id) {
    return office->desk().tables().batches.find(*office->bureau().batch_named(*parse_item_id(id)))->value;
  }
  bool is_in(const std::string& id, PersonId person) {
    return std::ranges::any_of(batch(id).items, [&](std::uint64_t number) { return item(number).person == person; });
  }
  std::uint64_t heads() {
    return office->desk().releases(*office->desk().supplier_named(kSupplier)).within(clock.now(), hours(24));
  }

  // Approved cards, queued for the bureau and drawn; the rest is made inside.
  JobId job_of(const std::vector<CardId>& cards, double inside_share = 0) {
    const auto made = must(office::make_jobs(*office, issuer, cards, {kName, kPassOffice, inside_share}));
    must(office::render_items(*office, issuer, made.outside, [](const auto&) {}));
    must(office::render_items(*office, issuer, made.inside, [](const auto&) {}));
    job = made.outside.empty() ? JobId{} : item(made.outside.front()).job;
    return job;
  }
  JobId bureau_job(const std::vector<PersonId>& whom, double inside_share = 0) {
    std::vector<office::CardRequest> requests;
    for (const PersonId person : whom) {
      office::CardRequest request;
      request.person = person;
      request.expires = clock.now() + hours(24 * 1826);
      requests.push_back(request);
    }
    const std::vector<CardId> cards = must(office::request_cards(*office, sponsor, requests));
    must(office::approve_cards(*office, approver, cards));
    return job_of(cards, inside_share);
  }
  std::vector<std::string> exported(std::size_t size) {
    std::vector<std::string> out_ids;
    for (const auto& one : must(office::export_job(*office, issuer, {job, out(), size}, own, no_progress())))
      out_ids.push_back(one.id.text());
    return out_ids;
  }
  std::vector<std::string> export_cards(const std::vector<PersonId>& whom, std::size_t size) {
    bureau_job(whom);
    return exported(size);
  }
  std::vector<std::string> export_again(const std::vector<CardId>& cards, std::size_t size) {
    job_of(cards);
    return exported(size);
  }

  std::string receipt_text(const std::string& id, press::Outcome outcome, const std::string& stock = "") {
    std::string text = fmt::format("tipstaff bureau receipt,v1\nbatch,{}\nitem,outcome,stock,chip\n", id);
    const char* word = outcome == press::Outcome::kPrinted   ? "printed"
                       : outcome == press::Outcome::kSpoiled ? "spoiled"
                                                             : "destroyed";
    for (const std::uint64_t number : batch(id).items)
      text += fmt::format("{},{},{},\n", item(number).id.text(), word, stock);
    return text;
  }
  Result<office::Settled> send(const std::string& text) {
    return office::take_bureau_receipt(*office, issuer, as_bytes(text), crypto::ed25519_sign(key, as_bytes(text)));
  }
  Result<office::Settled> send_receipt(const std::string& id, press::Outcome outcome) {
    return send(receipt_text(id, outcome));
  }

  incident::Grade grade(PersonId person, Instant from, Instant to, const std::string& holder) {
    const IncidentId incident =
        must(office::open_incident(*office, security, {{holder}, from, to, "a test"}, "a test", clock.now()));
    const office::Answer answer = must(office::exposure(*office, dpo, incident));
    for (std::size_t i = 0; i < answer.exposure.population.size(); ++i)
      if (answer.exposure.population[i].person == person) return answer.exposure.grade(i);
    throw std::runtime_error("not in the population");
  }

  OwnFiles own;
  crypto::Ed25519Key key;
  JobId job;
};

}  // namespace tipstaff::test
