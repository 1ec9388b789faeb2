# The portal as an image: one for web, worker, beat, relay and the release step (compose.yaml).
FROM python:3.13-slim

RUN useradd --system --create-home --home-dir /srv/gandan gandan
WORKDIR /srv/gandan/portal

COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes --requirement requirements.txt

COPY . .

ENV DJANGO_SETTINGS_MODULE=config.settings.production \
    PORTAL_DATA=/srv/gandan/data \
    STATIC_ROOT=/srv/gandan/static \
    HOST=0.0.0.0 \
    PYTHONUNBUFFERED=1

# Collecting files connects to nothing; the values only satisfy the production settings.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    ALLOWED_HOSTS=build.invalid DATABASE_URL=postgres://build.invalid/none \
    REDIS_URL=redis://build.invalid/0 python manage.py collectstatic --no-input \
    && mkdir -p /srv/gandan/data && chown -R gandan /srv/gandan/data /srv/gandan/static

USER gandan
VOLUME /srv/gandan/data
EXPOSE 8000
CMD ["gunicorn", "--config", "python:config.gunicorn", "config.wsgi"]
