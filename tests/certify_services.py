"""Certifies the services that the tests play: the official clients call them.

    certify_services.py FAKE_SERVICES

FAKE_SERVICES is the program of `cargo build --example fake-services`. Needs `google-genai`,
`openai`, `pixellab` and `comfy-sdk`, and no network: the clients are pointed at this machine.
"""

import base64
import json
import os
import struct
import subprocess
import sys
import urllib.request
import zlib

KEY = "sk-certified-0123456789"
for name in list(os.environ):
    if name.startswith(("GOOGLE_", "GEMINI_", "OPENAI_", "COMFY_")) or name.lower().endswith("_proxy"):
        del os.environ[name]

import comfy_sdk  # noqa: E402
import openai  # noqa: E402
import pixellab  # noqa: E402
import requests  # noqa: E402
from PIL import Image  # noqa: E402
from google import genai  # noqa: E402
from google.genai import errors, types  # noqa: E402

PROMPT = "A slime. The background is one flat #FF00FF. Palette: #8FBC8F, #2D2D2D."


def script(url, value):
    """Sets what a service does from now on."""
    request = urllib.request.Request(url + "/control/script", json.dumps(value).encode())
    urllib.request.urlopen(request).read()


def ledger(url):
    """What a service counted."""
    return json.load(urllib.request.urlopen(url + "/control/ledger"))


def fault(name, **more):
    """A script under which everything goes wrong in one way."""
    return {"rules": [{"then": {"fault": name, **more}}]}


def png(width, height):
    """A grey picture."""
    rows = b"".join(b"\0" + b"\x80\x80\x80" * width for _ in range(height))
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
              (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    body = b"".join(struct.pack(">I", len(data)) + kind + data
                    + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks)
    return b"\x89PNG\r\n\x1a\n" + body


def jpeg_size(data):
    """Width and height, from the first start of a frame."""
    at = 2
    while data[at + 1] not in (0xC0, 0xC1, 0xC2):
        at += 2 + struct.unpack(">H", data[at + 2:at + 4])[0]
    height, width = struct.unpack(">HH", data[at + 5:at + 9])
    return width, height


def png_size(data):
    return struct.unpack(">II", data[16:24])


def raised(kind, call):
    """The error that a call must end with."""
    try:
        call()
    except kind as error:
        return error
    raise AssertionError(f"no {kind.__name__}")


def picture_of(reply):
    return [it.inline_data for it in reply.candidates[0].content.parts if it.inline_data][-1]


def google_pictures(client, url):
    script(url, {})
    before = ledger(url)["usd"]
    config = types.GenerateContentConfig(
        response_modalities=["IMAGE"], seed=7,
        image_config=types.ImageConfig(aspect_ratio="16:9", image_size="1K"),
        thinking_config=types.ThinkingConfig(thinking_level="MINIMAL"),
        safety_settings=[types.SafetySetting(category="HARM_CATEGORY_DANGEROUS_CONTENT",
                                             threshold="BLOCK_ONLY_HIGH")])
    paint = lambda contents, **more: client.models.generate_content(
        model="gemini-nano-banana-2.1", contents=contents,
        config=config.model_copy(update=more))
    reply = paint(PROMPT)
    picture = picture_of(reply)
    assert picture.mime_type == "image/jpeg" and jpeg_size(picture.data) == (1376, 768)
    assert reply.candidates[0].finish_reason == types.FinishReason.STOP
    assert reply.model_version == "gemini-nano-banana-2.1" and reply.response_id
    usage = reply.usage_metadata
    tokens = {it.modality.value: it.token_count for it in usage.candidates_tokens_details}
    words = usage.candidates_token_count - tokens["IMAGE"] + (usage.thoughts_token_count or 0)
    usd = (usage.prompt_token_count * 1.5 + words * 7.5 + tokens["IMAGE"] * 30) / 1e6
    assert abs(ledger(url)["usd"] - before - usd) < 1e-9, (ledger(url), usd)

    reference = types.Part.from_bytes(data=png(64, 48), mime_type="image/png")
    reply = paint([reference, "The first picture, hurt. White background."])
    modalities = {it.modality.value for it in reply.usage_metadata.prompt_tokens_details}
    assert modalities == {"TEXT", "IMAGE"}
    lying = types.Part.from_bytes(data=png(8, 8), mime_type="image/jpeg")
    error = raised(errors.ClientError, lambda: paint([lying, "The same."]))
    assert error.code == 400 and "mime type" in error.message
    for wrong in ["512", "1k", "8K"]:
        error = raised(errors.ClientError, lambda: paint(
            PROMPT, image_config=types.ImageConfig(image_size=wrong)))
        assert error.code == 400 and error.status == "INVALID_ARGUMENT", error
    script(url, fault("thoughts-first"))
    parts = paint(PROMPT).candidates[0].content.parts
    assert [bool(it.thought) for it in parts] == [True, True, False]


def google_empty_answers(client, url):
    paint = lambda: client.models.generate_content(model="gemini-nano-banana-2.1", contents=PROMPT)
    script(url, fault("prompt-blocked"))
    feedback = paint()
    assert not feedback.candidates
    assert feedback.prompt_feedback.block_reason == types.BlockedReason.PROHIBITED_CONTENT
    reasons = {"picture-blocked": "IMAGE_SAFETY", "no-image": "NO_IMAGE", "empty": "STOP",
               "text-only": "STOP", "nothing": "IMAGE_OTHER", "max-tokens": "MAX_TOKENS"}
    for name, reason in reasons.items():
        script(url, fault(name))
        candidate = paint().candidates[0]
        assert candidate.finish_reason.value == reason, (name, candidate)
        parts = candidate.content.parts if candidate.content else None
        assert not any(it.inline_data for it in parts or []), name


def google_errors(client, url):
    paint = lambda: client.models.generate_content(model="gemini-nano-banana-2.1", contents=PROMPT)
    wanted = {"quota-minute": (429, "RESOURCE_EXHAUSTED"), "quota-day": (429, "RESOURCE_EXHAUSTED"),
              "quota-bare": (429, "RESOURCE_EXHAUSTED"),
              "quota-vertex": (429, "RESOURCE_EXHAUSTED")}
    for name, (code, status) in wanted.items():
        script(url, fault(name))
        error = raised(errors.ClientError, paint)
        assert (error.code, error.status) == (code, status), error
        kinds = [it["@type"] for it in error.details["error"].get("details", [])]
        assert any("RetryInfo" in it for it in kinds) == name.endswith(("minute", "day")), name
    for code, status in [(500, "INTERNAL"), (503, "UNAVAILABLE"), (504, "DEADLINE_EXCEEDED")]:
        script(url, fault("error", status=code))
        error = raised(errors.ServerError, paint)
        assert (error.code, error.status) == (code, status), error
    script(url, fault("error", status=503, **{"in-list": True}))
    assert raised(errors.ServerError, paint).code == 503
    script(url, fault("html"))
    assert raised(errors.ServerError, paint).code == 502
    script(url, {"limit": {"calls": 2, "within-ms": 60000}})
    codes = []
    for _ in range(3):
        try:
            paint()
            codes.append(200)
        except errors.ClientError as error:
            codes.append(error.code)
    assert codes == [200, 200, 429], codes
    script(url, {})
    ask = lambda model, who=client: who.models.generate_content(model=model, contents=PROMPT)
    gone = [raised(errors.ClientError, lambda: ask(it)) for it in
            ["gemini-2.0-flash", "imagen-4.0-generate-001", "gemini-9-imaginary"]]
    assert all(it.code == 404 and it.status == "NOT_FOUND" for it in gone)
    assert len({it.message.split(" ")[0] for it in gone}) == 3
    options = types.HttpOptions(base_url=url)
    stranger = genai.Client(api_key="another", http_options=options)
    error = raised(errors.ClientError, lambda: ask("gemini-2.0-flash", stranger))
    assert error.code == 400 and "API_KEY_INVALID" in json.dumps(error.details)


def google_words(client, url):
    schema = {"type": "object", "required": ["score", "issues"], "properties": {
        "score": {"type": "integer", "minimum": 0, "maximum": 10},
        "issues": {"type": "array", "items": {"type": "string"}}}}
    config = types.GenerateContentConfig(
        system_instruction="You are a strict art director.",
        response_mime_type="application/json", response_json_schema=schema)
    picture = types.Part.from_bytes(data=png(32, 32), mime_type="image/png")
    judge = lambda of=picture: client.models.generate_content(
        model="gemini-3.8-flash", contents=[of, "Judge this sprite."], config=config)
    script(url, {"scores": [3, 9]})
    assert json.loads(judge().text)["score"] == 3
    assert json.loads(judge().text)["score"] == 3
    other = types.Part.from_bytes(data=png(33, 32), mime_type="image/png")
    assert json.loads(judge(other).text)["score"] == 9
    script(url, fault("cut-verdict"))
    raised(json.JSONDecodeError, lambda: json.loads(judge().text))
    script(url, {})
    reply = client.models.generate_content(model="gemini-3.7-flash", contents="Say it better.")
    assert reply.text.startswith("Say it better.")
    assert reply.model_version == "gemini-3.8-flash"
    error = raised(errors.ClientError, lambda: client.models.generate_content(
        model="gemini-3.8-flash", contents="Say it better.", config=types.GenerateContentConfig(
            thinking_config=types.ThinkingConfig(thinking_level="MINIMAL"))))
    assert error.code == 400
    error = raised(errors.ClientError, lambda: client.models.generate_content(
        model="gemini-3.8-flash", contents="Paint.", config=types.GenerateContentConfig(
            response_modalities=["IMAGE"])))
    assert error.code == 400


def google_batches(client, url):
    script(url, {"batches-wait": True})
    before = ledger(url)["usd"]
    request = lambda text: types.InlinedRequest(contents=text, metadata={"key": text[:7]})
    job = client.batches.create(
        model="gemini-nano-banana-2.1", src=[request(PROMPT), request("A ghost. White background.")],
        config=types.CreateBatchJobConfig(display_name="two"))
    assert job.name.startswith("batches/") and job.state.name == "JOB_STATE_PENDING", job
    assert client.batches.get(name=job.name).state.name == "JOB_STATE_RUNNING"
    assert ledger(url)["usd"] == before
    assert [it.name for it in client.batches.list() if it.display_name == "two"] == [job.name]
    script(url, {"rules": [{"kind": "free", "then": {"reason": "BATCH_STATE_EXPIRED"}}]})
    assert client.batches.get(name=job.name).state.name == "JOB_STATE_EXPIRED"
    script(url, {})
    done = client.batches.get(name=job.name)
    assert done.state.name == "JOB_STATE_SUCCEEDED" and done.done
    answers = done.dest.inlined_responses
    assert [it.metadata["key"] for it in answers] == ["A slime", "A ghost"]
    for answer in answers:
        assert jpeg_size(picture_of(answer.response).data) == (1024, 1024)
    spent = ledger(url)["usd"] - before
    client.batches.get(name=job.name)
    assert spent > 0 and ledger(url)["usd"] - before == spent


def google_lists(client, url):
    script(url, {})
    names = [it.name for it in client.models.list(config={"page_size": 4})]
    assert "models/gemini-nano-banana-2.1" in names and len(names) == len(set(names)) > 8
    # It is listed, and it is gone.
    assert "models/gemini-2.0-flash" in names
    assert client.models.get(model="gemini-2.0-flash").name == "models/gemini-2.0-flash"


def google_vertex(url):
    options = types.HttpOptions(base_url=url)
    client = genai.Client(vertexai=True, api_key=KEY, http_options=options)
    script(url, {})
    picture = client.models.generate_images(
        model="imagen-4.0-generate-001", prompt="A slime.", config=types.GenerateImagesConfig(
            number_of_images=1, aspect_ratio="16:9", negative_prompt="text", seed=7,
            add_watermark=False)).generated_images[0].image
    assert png_size(picture.image_bytes) == (1408, 768), picture.mime_type
    reply = client.models.generate_content(
        model="gemini-nano-banana-2.1", contents=PROMPT, config=types.GenerateContentConfig(
            response_modalities=["IMAGE"], image_config=types.ImageConfig(
                aspect_ratio="16:9", image_size="1K", output_mime_type="image/png")))
    data = reply.candidates[0].content.parts[0].inline_data
    assert (data.mime_type, png_size(data.data)) == ("image/png", (1376, 768)), data.mime_type
    script(url, fault("picture-blocked"))
    reply = client.models.generate_images(
        model="imagen-4.0-generate-001", prompt="A slime.",
        config=types.GenerateImagesConfig(include_rai_reason=True))
    assert "filtered" in reply.generated_images[0].rai_filtered_reason
    script(url, fault("nothing"))
    reply = client.models.generate_images(model="imagen-4.0-generate-001", prompt="A slime.")
    assert not reply.generated_images


def openai_pictures(client, url):
    script(url, {})
    before = ledger(url)["usd"]
    reply = client.images.generate(model="gpt-image-2.5-flare", prompt=PROMPT, size="1536x1024",
                                   quality="medium", background="transparent",
                                   output_format="png", moderation="low")
    assert png_size(base64.b64decode(reply.data[0].b64_json)) == (1536, 1024)
    assert (reply.background, reply.size, reply.quality) == ("transparent", "1536x1024", "medium")
    usage = reply.usage
    usd = (usage.input_tokens_details.text_tokens * 5 + usage.output_tokens * 30) / 1e6
    assert abs(ledger(url)["usd"] - before - usd) < 1e-9
    files = [(f"{n}.png", png(32, 32), "image/png") for n in range(3)]
    reply = client.images.edit(model="gpt-image-2.5-flare", image=files, prompt="Together.",
                               size="1024x1024")
    assert reply.usage.input_tokens_details.image_tokens > 0
    assert png_size(base64.b64decode(reply.data[0].b64_json)) == (1024, 1024)
    reply = client.images.edit(model="gpt-image-2.5-flare", image=files[0], prompt="Alone.", n=2)
    assert len(reply.data) == 2


def openai_errors(client, url):
    script(url, {})
    paint = lambda who=client, **more: who.images.generate(
        **{"model": "gpt-image-2.5-flare", "prompt": PROMPT, **more})
    error = raised(openai.BadRequestError, lambda: paint(response_format="b64_json"))
    assert (error.code, error.param) == ("unknown_parameter", "response_format")
    for wrong in [{"size": "1000x1000"}, {"size": "256x1024"}, {"quality": "hd"}, {"n": 11},
                  {"background": "transparent", "output_format": "jpeg"},
                  {"model": "gpt-image-1.5", "size": "512x512"}]:
        assert raised(openai.BadRequestError, lambda: paint(**wrong)).code == "invalid_value"
    error = raised(openai.NotFoundError, lambda: paint(model="gpt-image-1"))
    assert error.code == "model_not_found"
    script(url, fault("no-transparency"))
    error = raised(openai.BadRequestError, lambda: paint(background="transparent"))
    assert error.code == "invalid_value" and "Transparent" in error.message
    paint(background="opaque")
    script(url, fault("prompt-blocked"))
    error = raised(openai.BadRequestError, paint)
    assert (error.code, error.type) == ("moderation_blocked", "image_generation_user_error")
    script(url, fault("quota-minute", **{"retry-ms": 1500}))
    error = raised(openai.RateLimitError, paint)
    assert error.response.headers["retry-after-ms"] == "1500"
    script(url, fault("quota-money"))
    assert raised(openai.RateLimitError, paint).code == "insufficient_quota"
    script(url, fault("error", status=503))
    assert raised(openai.InternalServerError, paint).status_code == 503
    for name in ["drop-late", "drop-early", "cut"]:
        script(url, fault(name))
        raised(openai.APIConnectionError, paint)
    script(url, fault("redirect", to=url + "/v1/elsewhere"))
    raised(openai.APIStatusError, paint)
    script(url, {})
    stranger = openai.OpenAI(api_key="sk-another-key", base_url=url + "/v1", max_retries=0)
    error = raised(openai.AuthenticationError, lambda: paint(stranger))
    assert error.code == "invalid_api_key"


def openai_lists_and_words(client, url):
    script(url, {"scores": [77]})
    assert "gpt-image-2.5-flare" in [it.id for it in client.models.list()]
    schema = {"type": "object", "properties": {"score": {"type": "integer"}}}
    reply = client.chat.completions.create(
        model="gpt-judge", messages=[{"role": "user", "content": "Judge."}],
        response_format={"type": "json_schema", "json_schema": {"name": "v", "schema": schema}})
    assert json.loads(reply.choices[0].message.content) == {"score": 77}


def openai_batches(client, url):
    script(url, {})
    before = ledger(url)["usd"]
    body = {"model": "gpt-image-2.5-flare", "prompt": PROMPT, "n": 1, "size": "1024x1024",
            "quality": "medium", "background": "transparent", "output_format": "png"}
    line = {"custom_id": "first", "method": "POST", "url": "/v1/images/generations", "body": body}
    file = client.files.create(file=("requests.jsonl", json.dumps(line).encode()), purpose="batch")
    assert file.status == "processed"
    batch = client.batches.create(input_file_id=file.id, endpoint="/v1/images/generations",
                                  completion_window="24h", metadata={"name": "mine"})
    assert batch.metadata == {"name": "mine"}
    assert batch.id in [it.id for it in client.batches.list().data]
    done = client.batches.retrieve(batch.id)
    assert done.status == "completed"
    answers = client.files.content(done.output_file_id).text.splitlines()
    answer = json.loads(answers[0])
    assert answer["custom_id"] == "first" and answer["response"]["status_code"] == 200
    picture = base64.b64decode(answer["response"]["body"]["data"][0]["b64_json"])
    assert png_size(picture) == (1024, 1024)
    usage = answer["response"]["body"]["usage"]
    whole = usage["input_tokens"] * 5e-6 + usage["output_tokens"] * 30e-6
    assert abs(ledger(url)["usd"] - before - whole / 2) < 1e-9, "half the price"
    wrong = lambda **more: client.batches.create(
        input_file_id=file.id, endpoint="/v1/images/generations", completion_window="24h", **more)
    raised(openai.BadRequestError, lambda: client.batches.create(
        input_file_id=file.id, endpoint="/v1/images/generations", completion_window="1h"))
    raised(openai.BadRequestError, lambda: wrong(extra_body={"colour": "red"}))
    raised(openai.NotFoundError, lambda: client.batches.create(
        input_file_id="file-none", endpoint="/v1/images/generations", completion_window="24h"))


def router_pictures(url):
    script(url, {})
    os.environ["COMFY_ROUTER_BASE_URL"] = url
    model, wanted = "openai/gpt-image-2.5-flare", {
        "n": 1, "prompt": PROMPT, "quality": "low", "size": "1024x1024",
        "background": "transparent", "output_format": "png"}
    with comfy_sdk.Comfy(api_key=KEY, retry=comfy_sdk.NO_RETRY) as client:
        run = lambda **more: client.models.run(model, {**wanted, **more}, idempotency_key="a")
        first = run()
        picture = base64.b64decode(first["data"][0]["b64_json"])
        assert png_size(picture) == (1024, 1024)
        billed = ledger(url)["usd"]
        assert run() == first and ledger(url)["usd"] == billed, "billed once"
        raised(comfy_sdk.ComfyError, lambda: run(prompt="another"))
        fresh = lambda **more: client.models.run(model, {**wanted, **more})
        raised(comfy_sdk.ComfyError, lambda: fresh(colour="red"))
        raised(comfy_sdk.ComfyError, lambda: client.models.run("openai/none", wanted))
        script(url, fault("quota-money"))
        raised(comfy_sdk.ComfyError, fresh)
        script(url, fault("prompt-blocked"))
        raised(comfy_sdk.ComfyError, fresh)
        script(url, {"rules": [{"calls": [1], "then": {"fault": "drop-late"}}]})
    # A client that asks again by itself gets the picture, which is billed once.
    before = ledger(url)
    again = comfy_sdk.RetryPolicy(retry_possibly_in_flight=True)
    with comfy_sdk.Comfy(api_key=KEY, retry=again) as client:
        client.models.run(model, {**wanted, "quality": "high"})
    after = ledger(url)
    assert after["calls"]["paint"] - before["calls"]["paint"] == 2
    price = after["usd"] - before["usd"]
    with comfy_sdk.Comfy(api_key=KEY) as client:
        client.models.run(model, {**wanted, "quality": "high"})
    assert abs(ledger(url)["usd"] - after["usd"] - price) < 1e-9, "billed once"
    with comfy_sdk.Comfy(api_key="comfyui-another", retry=comfy_sdk.NO_RETRY) as client:
        raised(comfy_sdk.ComfyError, lambda: client.models.run(model, wanted))


def pixellab_pictures(url):
    script(url, {})
    client = pixellab.Client(secret=KEY, base_url=url + "/v1")
    size = {"width": 64, "height": 48}
    palette = Image.new("RGB", (4, 1), "red")
    reply = client.generate_image_pixflux(
        "a slime", size, no_background=True, view="side", direction="east", seed=7,
        outline="single color black outline", color_image=palette)
    picture = reply.image.pil_image()
    assert picture.size == (64, 48) and picture.getpixel((0, 0))[3] == 0
    assert abs(ledger(url)["usd"] - reply.usage.usd) < 1e-9
    again = client.generate_image_pixflux("a slime", size, no_background=True, seed=7)
    other = client.generate_image_pixflux("a slime", size, no_background=True, seed=8)
    assert again.image.base64 == reply.image.base64 != other.image.base64
    style = Image.new("RGBA", (64, 48), "green")
    reply = client.generate_image_bitforge("a slime", size, style_image=style, style_strength=50)
    assert reply.image.pil_image().size == (64, 48)
    small = {"width": 8, "height": 8}
    raised(ValueError, lambda: client.generate_image_pixflux("a slime", small))
    raised(ValueError, lambda: client.generate_image_pixflux("a slime", size, view="above"))
    stranger = pixellab.Client(secret="another", base_url=url + "/v1")
    raised(ValueError, lambda: stranger.generate_image_pixflux("a slime", size))
    script(url, fault("quota-minute"))
    error = raised(requests.HTTPError, lambda: client.generate_image_pixflux("a slime", size))
    assert error.response.status_code == 429


def main():
    services = subprocess.Popen([sys.argv[1], KEY], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                text=True)
    try:
        urls = dict(services.stdout.readline().split() for _ in range(8))
        google = genai.Client(api_key=KEY, http_options=types.HttpOptions(base_url=urls["google"]))
        openai_client = openai.OpenAI(api_key=KEY, base_url=urls["openai"] + "/v1", max_retries=0)
        checks = [google_pictures, google_empty_answers, google_errors, google_words,
                  google_batches, google_lists]
        for check in checks:
            check(google, urls["google"])
            print("certified:", check.__name__)
        google_vertex(urls["google"])
        print("certified: google_vertex")
        for check in [openai_pictures, openai_errors, openai_lists_and_words, openai_batches]:
            check(openai_client, urls["openai"])
            print("certified:", check.__name__)
        router_pictures(urls["comfy-router"])
        print("certified: router_pictures")
        pixellab_pictures(urls["pixellab"])
        print("certified: pixellab_pictures")
    finally:
        services.stdin.close()
        services.wait(10)


if __name__ == "__main__":
    main()
