using System.Security.Cryptography;
using Imaginator.Host.Observability.Health;
using Imaginator.Host.Rpc.Certificates;
using Imaginator.Linux.Trees;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Rpc.Certificates;

public sealed class CertificateStoreTests : IDisposable
{
    private readonly CertificateSite _site = new();

    [Fact]
    public void Loads_WhatIsThere()
    {
        var store = Open();
        Assert.Equal("CN=imaginator", Own(store));
        Assert.Equal(2060, store.Current.ExpiresAt.Year);
        Assert.False(store.TryReload());
    }

    [Fact]
    public void Renewed_CertificatesAreInForce()
    {
        var store = Open();
        _site.WriteOwn("renewed certificate");
        Assert.True(store.TryReload());
        Assert.Equal("CN=renewed certificate", Own(store));
    }

    [Fact]
    public void HalfReplaced_PairDoesNotReplaceTheOldOne_AndTheWholePairDoes()
    {
        var store = Open();
        var oldKey = File.ReadAllText(_site.PathOf("key.pem"));
        _site.WriteOwn("renewed certificate");
        var newKey = File.ReadAllText(_site.PathOf("key.pem"));
        _site.Write("key.pem", oldKey);
        Assert.False(store.TryReload());
        Assert.Equal("CN=imaginator", Own(store));

        _site.Write("key.pem", newKey + "\n");
        Assert.True(store.TryReload());
        Assert.Equal("CN=renewed certificate", Own(store));
    }

    [Fact]
    public void Renewed_ByChangingALink_IsSeen()
    {
        var store = Open();
        var cert = _site.PathOf("cert.pem");
        _site.WriteOwn("behind a link now");
        File.Move(cert, cert + ".1");
        File.CreateSymbolicLink(cert, cert + ".1");
        Assert.True(store.TryReload());
        Assert.Equal("CN=behind a link now", Own(store));
    }

    [Fact]
    public void MissingAuthority_IsExplained_WithTheCommandThatMakesOne()
    {
        File.Delete(_site.PathOf("CA.pem"));
        var e = Assert.Throws<ImaginatorException>(Open);
        Assert.Contains("CA.pem does not exist", e.Message, StringComparison.Ordinal);
        Assert.Contains("builder-tool make-certificates DIRECTORY", e.Message, StringComparison.Ordinal);
        Assert.Contains("-insecure", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cert.pem", "-certFile")]
    [InlineData("key.pem", "-keyFile")]
    public void MissingOwnCertificate_IsExplained(string file, string flag)
    {
        File.Delete(_site.PathOf(file));
        var e = Assert.Throws<ImaginatorException>(Open);
        Assert.Contains(flag, e.Message, StringComparison.Ordinal);
        Assert.Contains("make-certificates", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CA.pem", "-CAfile")]
    [InlineData("IdentityCA.pem", "-identityCAfile")]
    [InlineData("cert.pem", "-certFile")]
    [InlineData("key.pem", "-certFile")]
    public void FileWithoutCertificate_IsNamed(string file, string flag)
    {
        _site.Write(file, "nothing\n");
        var e = Assert.Throws<ImaginatorException>(Open);
        Assert.Contains(flag, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void IdentityAuthority_NeedNotExist_UnlessItIsNamed()
    {
        File.Delete(_site.PathOf("IdentityCA.pem"));
        Open();
        Assert.Throws<ImaginatorException>(() => new CertificateStore(
            _site.Files with { IdentityAuthoritiesMustExist = true }, TimeProvider.System,
            NullLogger<CertificateStore>.Instance));
    }

    [Fact]
    public async Task Expired_CertificatesDoNotReplaceValidOnes_AndHealthNamesThem()
    {
        var store = Open();
        var health = new CertificateHealth(TimeProvider.System, store);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(health)).Status);

        _site.WriteOwn("expired", hasExpired: true);
        Assert.False(store.TryReload());
        Assert.Equal("CN=imaginator", Own(store));
        var warning = await CheckAsync(health);
        Assert.Equal(HealthStatus.Degraded, warning.Status);
        Assert.Contains($"\"{_site.PathOf("cert.pem")}\" expired at 2021-01-01T00:00:00Z", warning.Description, StringComparison.Ordinal);

        _site.WriteOwn("a renewed certificate");
        Assert.True(store.TryReload());
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(health)).Status);
    }

    [Fact]
    public void NotYetValid_CertificatesReplaceOthers_WhenTheyBecomeValid()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var log = new RecordingLogger();
        var store = new CertificateStore(_site.Files, time, new LoggerOf<CertificateStore>(log));
        _site.WriteOwn("future", notBefore: time.GetUtcNow().AddDays(1));

        Assert.False(store.TryReload());
        Assert.False(store.TryReload());
        Assert.Equal("CN=imaginator", Own(store));
        Assert.Single(log.Of(LogLevel.Error).Concat(log.Of(LogLevel.Warning)), text => text.Contains("valid", StringComparison.Ordinal));

        time.Advance(TimeSpan.FromDays(1));
        Assert.True(store.TryReload());
        Assert.Equal("CN=future", Own(store));
        Assert.Null(store.Fault);
    }

    [Fact]
    public async Task Expired_CertificatesAtTheStart_FailHealth_AndOthersReplaceThem()
    {
        _site.WriteOwn("expired", hasExpired: true);
        var store = Open();
        var health = new CertificateHealth(TimeProvider.System, store);
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(health)).Status);

        _site.WriteOwn("a renewed certificate");
        Assert.True(store.TryReload());
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(health)).Status);
    }

    [Fact]
    public void KeyThatCannotBeUsed_IsNamed_WithTheReason()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _site.Write("key.pem", key.ExportEncryptedPkcs8PrivateKeyPem(
            "password", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
        AssertFault("-keyFile", _site.PathOf("key.pem"), "the key is encrypted");

        _site.Write("key.pem", key.ExportPkcs8PrivateKeyPem());
        AssertFault("-keyFile", _site.PathOf("key.pem"), "with the key of the certificate in -certFile");

        File.Delete(_site.PathOf("key.pem"));
        Directory.CreateDirectory(_site.PathOf("key.pem"));
        AssertFault("-keyFile", _site.PathOf("key.pem") + " is a directory");

        void AssertFault(params string[] parts)
        {
            var message = Assert.Throws<ImaginatorException>(Open).Message;
            Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("cert.pem", Ed25519Pem.Certificate, "-certFile")]
    [InlineData("key.pem", Ed25519Pem.Key, "-keyFile")]
    public void Ed25519_IsRefused_WithTheFile(string file, string pem, string flag)
    {
        _site.Write(file, pem);

        Assert.StartsWith(
            $"{flag}: cannot use \"{_site.PathOf(file)}\": Ed25519 keys are not supported; use ECDSA or RSA",
            Assert.Throws<ImaginatorException>(Open).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CA.pem")]
    [InlineData("IdentityCA.pem")]
    [InlineData("cert.pem")]
    [InlineData("key.pem")]
    public void FileThatIsAFifo_IsRefused_WithoutWaitingForItsWriter(string file)
    {
        var path = _site.PathOf(file);
        File.Delete(path);
        using (var parent = DirectoryHandle.OpenHost(Path.GetDirectoryName(path)!))
        {
            parent.MakeNode(file, (uint)FileType.Fifo | 0x180, 0);
        }

        Assert.Contains(
            $"cannot use \"{path}\": it is a FIFO, not a regular file", Assert.Throws<ImaginatorException>(Open).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void KeyThatOthersCanRead_IsWarnedAbout()
    {
        File.SetUnixFileMode(_site.PathOf("key.pem"), (UnixFileMode)0x1A4);
        var log = new RecordingLogger();

        _ = new CertificateStore(_site.Files, TimeProvider.System, new LoggerOf<CertificateStore>(log));

        Assert.Contains("other users can read it", log.Of(LogLevel.Warning).Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_LoadsAgain_AndWarnsBeforeCertificatesExpire()
    {
        _site.WriteOwn("short", hasExpired: true); // on 2021-01-01
        var time = new FakeTimeProvider(new DateTimeOffset(2020, 12, 1, 0, 0, 0, TimeSpan.Zero));
        var store = new CertificateStore(_site.Files, time, NullLogger<CertificateStore>.Instance);
        var log = new RecordingLogger();
        using var watch = new CertificateWatch(store, time, new LoggerOf<CertificateWatch>(log));
        await watch.StartAsync(TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromDays(20));
        await Wait.UntilAsync(() => !log.Entries.IsEmpty);

        Assert.Contains("CN=short expires at", log.Of(LogLevel.Warning).Single(), StringComparison.Ordinal);

        _site.WriteOwn("a renewed certificate");
        time.Advance(CertificateWatch.Interval);
        await Wait.UntilAsync(() => Own(store) == "CN=a renewed certificate");

        await watch.StopAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose() => _site.Dispose();

    private CertificateStore Open() => new(_site.Files, TimeProvider.System, NullLogger<CertificateStore>.Instance);

    private static Task<HealthCheckResult> CheckAsync(CertificateHealth health) =>
        health.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);

    private static string Own(CertificateStore store) => store.Current.Tls.Certificate.TargetCertificate.Subject;
}
