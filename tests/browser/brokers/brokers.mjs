// Two real brokers on one port of this machine: OpenID Connect below /oidc, SAML below /saml.
//
//   node brokers.mjs PORT SITE FOLDER
//
// FOLDER holds broker.key and broker.pem, which sign for SAML, and site.pem, for which assertions
// are encrypted. Everybody here is invented.

import { readFileSync } from "node:fs";
import { createPublicKey } from "node:crypto";
import { join } from "node:path";
import express from "express";
import { Provider } from "oidc-provider";
import samlp from "samlp";

const [port, site, folder] = process.argv.slice(2);
const here = `http://127.0.0.1:${port}`;
const read = (name) => readFileSync(join(folder, name), "utf8");

const OIOSAML = "https://data.gov.dk/model/core/eid";
const PEOPLE = {
  karen: { name: ["Karen", "Kjær"], domain: "hedensted.example", cvr: "12345674", privileges: [] },
  elin: {
    name: ["Elin", "Engel"],
    domain: "hedensted.example",
    cvr: "12345674",
    privileges: ["urn:dk:integrationsviden:redaktoer"],
  },
  sofus: { name: ["Sofus", "Skov"], domain: "firma.example", cvr: "87654321", privileges: [] },
};
// Another address by each broker: one address is not known to two of them.
const addressOf = (id, protocol) => `${id}.${protocol}@${PEOPLE[id].domain}`;

const app = express();
app.use("/oidc", openIdConnect().callback());
app.get("/saml", chosen, samlp.auth(saml()));
app.get("/saml/metadata", samlp.metadata(description()));
app.listen(Number(port), "127.0.0.1", () => console.log("ready"));

function openIdConnect() {
  const provider = new Provider(`${here}/oidc`, {
    clients: [
      {
        client_id: "integrationsviden",
        client_secret: "kun-til-test-og-lang-nok-til-at-gaelde",
        redirect_uris: [`${site}/log-ind/oidc/svar/`],
      },
    ],
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ["kun-til-test"] },
    claims: {
      openid: ["sub"],
      profile: ["given_name", "family_name"],
      email: ["email", "email_verified"],
      kommune: ["cvr", "privileges"],
    },
    findAccount: (_context, id) => ({ accountId: id, claims: () => claimsOf(id) }),
    loadExistingGrant: agreedToEverything,
    interactions: { url: (_context, interaction) => `/valg/${interaction.uid}` },
  });
  app.get("/valg/:uid", chosen, async (request, response) => {
    const result = { login: { accountId: request.query.person } };
    await provider.interactionFinished(request, response, result);
  });
  return provider;
}

async function agreedToEverything(context) {
  const { client, session, provider } = context.oidc;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope("openid profile email kommune");
  await grant.save();
  return grant;
}

function claimsOf(id) {
  const { name, cvr, privileges } = PEOPLE[id];
  const [given_name, family_name] = name;
  return { sub: id, given_name, family_name, email: addressOf(id, "oidc"), email_verified: true, cvr, privileges };
}

function saml() {
  const answers = `${site}/log-ind/saml/svar/`;
  const ours = read("site.pem");
  return {
    issuer: `${here}/saml`,
    key: read("broker.key"),
    cert: read("broker.pem"),
    signResponse: true,
    signAssertion: true,
    encryptionCert: ours,
    encryptionPublicKey: createPublicKey(ours).export({ type: "spki", format: "pem" }),
    destination: answers,
    recipient: answers,
    getPostURL: (_audience, _document, _request, done) => done(null, answers),
    getUserFromRequest: (request) => request.query.person,
    profileMapper: (id) => ({
      getClaims: () => attributesOf(id),
      getNameIdentifier: () => ({
        nameIdentifier: id,
        nameIdentifierFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
      }),
    }),
  };
}

function description() {
  const { issuer, cert } = saml();
  return { issuer, cert, redirectEndpointPath: "/saml", postEndpointPath: "/saml" };
}

function attributesOf(id) {
  const { name, cvr, privileges } = PEOPLE[id];
  return {
    [`${OIOSAML}/professional/uuid/persistent`]: `urn:uuid:${id}`,
    [`${OIOSAML}/professional/cvr`]: cvr,
    [`${OIOSAML}/email`]: addressOf(id, "saml"),
    [`${OIOSAML}/firstName`]: name[0],
    [`${OIOSAML}/lastName`]: name[1],
    ...(privileges.length && { [`${OIOSAML}/privilegesIntermediate`]: profileOf(cvr, privileges) }),
  };
}

function profileOf(cvr, privileges) {
  const group = privileges.map((name) => `<Privilege>${name}</Privilege>`).join("");
  return Buffer.from(
    `<bpp:PrivilegeList xmlns:bpp="http://digst.dk/oiosaml/basic_privilege_profile">` +
      `<PrivilegeGroup Scope="urn:dk:gov:saml:cvrNumberIdentifier:${cvr}">${group}</PrivilegeGroup>` +
      `</bpp:PrivilegeList>`,
  ).toString("base64");
}

// Asks which of the people it is, and comes back with the answer.
function chosen(request, response, next) {
  if (request.query.person in PEOPLE) return next();
  const back = new URL(request.originalUrl, here);
  const links = Object.keys(PEOPLE).map((id) => {
    back.searchParams.set("person", id);
    return `<li><a href="${back.pathname}${back.search.replaceAll("&", "&amp;")}">${PEOPLE[id].name.join(" ")}</a></li>`;
  });
  response.send(`<!DOCTYPE html><html lang="da"><title>Broker</title><link rel="icon" href="data:,"><ul>${links.join("")}</ul></html>`);
}
