"""The demo's own certificate: a small authority, and the organisation's certificate from it.

A real installation has CERTIFICATE_PATH instead. Both lie in one PKCS#12 file, so that two
processes that start at once end with one pair: whoever links its file first has made it.
"""

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from cryptography.x509.oid import NameOID

FILE_NAME = "organisation.p12"
AUTHORITY_NAME = "Đồng Hành: chứng thư tự ký để trình diễn"
VALID_FROM = datetime(2020, 1, 1, tzinfo=UTC)  # the demo's letters begin before its certificate
VALID_TO = datetime(2050, 1, 1, tzinfo=UTC)
KEY_BITS = 3072
NAME_LENGTH_MAX = 64


def demo_certificate(folder: Path, organisation: str) -> Path:
    """Return the PKCS#12 file (without password) in `folder`, made at the first call; mode 0600.

    Raises: OSError where the folder cannot be written.
    """
    place = folder / FILE_NAME
    if place.exists():
        return place
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=folder, prefix=".new-")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(_make_pair(organisation))
            out.flush()
            os.fsync(out.fileno())
        os.link(beside, place)
    except FileExistsError:
        pass  # another process was first: its file counts
    finally:
        Path(beside).unlink()
    return place


def _make_pair(organisation: str) -> bytes:
    authority_key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    authority_name = _name(AUTHORITY_NAME, organisation)
    authority = (
        _builder(authority_name, authority_name, authority_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(is_authority=True), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    certificate = (
        _builder(_name(organisation, organisation), authority_name, key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(is_authority=False), critical=True)
        .add_extension(issuer, critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(
        b"organisation", key, certificate, [authority], NoEncryption()
    )


def _name(common: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:NAME_LENGTH_MAX]),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:NAME_LENGTH_MAX]),
        ]
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPublicKey
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(VALID_FROM)
        .not_valid_after(VALID_TO)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
