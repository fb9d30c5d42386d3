#include "press/enrolling.h"

#include <openssl/err.h>

#include "press/openssl.h"

namespace tipstaff::press {
namespace {

Result<void> take(Identity& identity, const Enrolled& answer) {
  if (!answer.certificate.empty()) {
    TRY_ASSIGN(const X509Ptr certificate, certificate_from_der(answer.certificate));
    TRY_ASSIGN(const PkeyPtr key, private_key_from_der(identity.tls_key));
    if (X509_check_private_key(certificate.get(), key.get()) != 1) {
      ERR_clear_error();
      return fail(Code::kTampered,
                  "the office sent a certificate for another key than this press's: enrol with a new code");
    }
  }
  identity.press = answer.press;
  identity.certificate = answer.certificate;
  return {};
}

}  // namespace

Result<Identity> begin_enrolment(const std::string& url, std::string_view code, Random& random) {
  TRY_ASSIGN(const Invitation invitation, parse_invitation(code));
  TRY_ASSIGN(Identity out, new_identity(random));
  out.url = url;
  out.pin = invitation.pin;
  out.code_id = invitation.code_id;
  return out;
}

Result<Enrolment> make_enrolment(Identity& identity, const Invitation& invitation) {
  Enrolment out;
  out.code_id = invitation.code_id;
  TRY_ASSIGN(out.tls_request, tls_request(identity));
  out.box_public_key.assign(identity.box.public_key.begin(), identity.box.public_key.end());
  out.receipt_public_key.assign(identity.receipts.public_key.begin(), identity.receipts.public_key.end());
  out.mac = enrolment_mac(out, invitation.secret);
  identity.code_id = out.code_id;
  identity.enrolment_mac = out.mac;
  return out;
}

Result<Enrolled> enrol(Identity& identity, const Enrolment& enrolment, OfficeLink& office) {
  TRY_ASSIGN(Enrolled answer, office.enrol(enrolment));
  if (answer.fingerprint != enrolment_fingerprint(enrolment))
    return fail(Code::kTampered,
                "the office saw other keys than this press sent: do not let it be approved, and tell the "
                "office at once");
  TRY(take(identity, answer));
  return answer;
}

Result<Enrolled> ask_enrolled(Identity& identity, OfficeLink& office) {
  TRY_ASSIGN(Enrolled answer, office.enrolled(identity.code_id, identity.enrolment_mac));
  TRY(take(identity, answer));
  return answer;
}

}  // namespace tipstaff::press
