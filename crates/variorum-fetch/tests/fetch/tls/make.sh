#!/bin/sh
# Makes the certificates of the tests anew: an issuer, a host that it vouches for, and hosts that no client
# may trust. The keys protect nothing: they are here for all to read.
set -eu
cd "$(dirname "$0")"
key() { openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out "$1"; }
key issuer.key && key host.key
openssl req -x509 -new -key issuer.key -subj "/CN=Issuer of the tests" -days 36500 -out issuer.pem
# name of the file, host, from, to
sign() {
    openssl req -new -key host.key -subj "/CN=$2" -out request.pem
    printf 'subjectAltName=DNS:%s\nbasicConstraints=CA:FALSE\n' "$2" > extensions
    touch index.txt && rm -f index.txt && touch index.txt && openssl rand -hex 8 > serial
    openssl ca -batch -notext -in request.pem -out "$1.pem" -cert issuer.pem -keyfile issuer.key -config ca.cnf \
        -extfile extensions -startdate "$3" -enddate "$4"
}
printf '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\n' > ca.cnf
sign elsewhere elsewhere.example 20200101000000Z 21200101000000Z
sign expired outlet.example 20200101000000Z 20200201000000Z
sign good outlet.example 20200101000000Z 21200101000000Z
openssl x509 -req -in request.pem -signkey host.key -extfile extensions -days 36500 -out itself.pem
rm -f request.pem extensions index.txt* serial* ca.cnf issuer.key ./????????????????.pem
