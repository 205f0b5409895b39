"""The organisation's key on plain bytes: exports are signed so, and anybody checks with OpenSSL.

Only `cryptography` is needed, which loads fast; PDF files are signed by `letters.signing`.
"""

from dataclasses import dataclass
from functools import cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from cryptography.x509 import Certificate

from config import Settings, SettingsError
from letters.certificate import demo_certificate

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class OrganisationKey:
    """A key and the certificate that says whose it is."""

    key: Key
    certificate: Certificate

    @property
    def certificate_pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    def sign(self, content: bytes) -> bytes:
        """Return the signature over the SHA-256 of `content` (PKCS#1 v1.5 or ECDSA)."""
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(content, padding.PKCS1v15(), SHA256())
        return self.key.sign(content, ec.ECDSA(SHA256()))

    def is_own(self, content: bytes, signature: bytes) -> bool:
        """Return whether `signature` is this organisation's over `content`."""
        public = self.certificate.public_key()
        try:
            if isinstance(public, rsa.RSAPublicKey):
                public.verify(signature, content, padding.PKCS1v15(), SHA256())
            elif isinstance(public, ec.EllipticCurvePublicKey):
                public.verify(signature, content, ec.ECDSA(SHA256()))
            else:
                return False
        except InvalidSignature:
            return False
        return True


@cache
def load_key(settings: Settings) -> OrganisationKey:
    """Return the key of this installation. Raises SettingsError where there is none."""
    path, password = settings.certificate_path, settings.certificate_password
    if path is None:
        if not settings.is_demo:
            raise SettingsError("Thiếu CERTIFICATE_PATH: tệp PKCS#12 của cơ quan để ký văn bản.")
        path = demo_certificate(settings.data_dir / "certificates", settings.alliance_name)
        password = ""
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(
            path.read_bytes(), password.encode() or None
        )
    except (OSError, ValueError) as error:
        raise SettingsError("Không mở được tệp chứng thư. Kiểm tra CERTIFICATE_PATH.") from error
    if certificate is None or not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise SettingsError("Tệp chứng thư không có khóa RSA hoặc khóa elliptic.")
    return OrganisationKey(key, certificate)
