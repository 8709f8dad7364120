using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Imaginator.Plugins.Webhooks.Signing;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Plugins.Webhooks.Tests;

/// <summary>Signatures of the shape <c>standard</c>.</summary>
public sealed class SigningTests
{
    /// <summary>The vector of the reference implementations, https://github.com/standard-webhooks/standard-webhooks.</summary>
    [Theory]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public void Signature_IsThatOfTheSpecification(string key) => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        new SigningKeys(key).Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}"u8));

    [Fact]
    public void EachKey_MakesASignature()
    {
        const string Other = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

        var signatures = new SigningKeys($"{Samples.Key}\n {Other}").Sign("msg", 1, "x"u8).Split(' ');

        Assert.Equal([new SigningKeys(Samples.Key).Sign("msg", 1, "x"u8), new SigningKeys(Other).Sign("msg", 1, "x"u8)], signatures);
    }

    [Theory]
    [InlineData(Samples.Key, null)]
    [InlineData("", "a key is whsec_ and 24 to 64 bytes in Base64")]
    [InlineData("whsec_", "a key is whsec_ and 24 to 64 bytes in Base64")]
    [InlineData("whsec_c2hvcnQ=", "a key is whsec_ and 24 to 64 bytes in Base64")]
    [InlineData("password1234567890password1234567890!", "a key is whsec_ and 24 to 64 bytes in Base64")]
    [InlineData("whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "asymmetric keys (whsk_) are not supported; write a key that begins with whsec_")]
    public void Faults_AreNamed(string keys, string? fault) => Assert.Equal(fault, SigningKeys.FindFault(keys));

    [Fact]
    public async Task Request_IsSignedWithTheTimeOfTheAttempt()
    {
        var time = new FakeTimeProvider(Samples.Time.AddHours(3));

        var request = await Samples.SendAsync(Samples.Failed, new() { ["secret"] = Samples.Key, ["token"] = "abcdefgh" }, time);

        var timestamp = Samples.Time.AddHours(3).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        Assert.Equal("msg_1", request.Headers["webhook-id"]);
        Assert.Equal(timestamp, request.Headers["webhook-timestamp"]);
        Assert.Equal("Bearer abcdefgh", request.Headers["Authorization"]);

        // As a receiver does it.
        var key = Convert.FromBase64String(Samples.Key["whsec_".Length..]);
        var signature = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"msg_1.{timestamp}.{request.Body}"));
        Assert.Equal("v1," + Convert.ToBase64String(signature), request.Headers["webhook-signature"]);
    }
}
