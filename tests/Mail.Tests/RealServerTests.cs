using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Imaginator.Notifications;
using Imaginator.Plugins.GitSource.Tests.Servers;

namespace Imaginator.Plugins.Mail.Tests;

/// <summary>Mails through aiosmtpd, a mail server of the distribution that keeps mails in a directory.</summary>
public sealed class RealServerTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Mail_Arrives()
    {
        var port = FreePort.Next();
        var mails = _directory.PathOf("mails");
        await using var server = await StartAsync(port, "-c", "aiosmtpd.handlers.Mailbox", mails);
        await using var receiver = await Samples.OpenAsync(Samples.SettingsOf(port, ("to:1", "dev@example.org"), ("timeout", "30s")));

        var odd = Samples.Failed with { Error = "\u65e5\u672c\u8a9e\r\n.\r\nQUIT\r\n" + new string('x', 5000) };
        var receipt = await receiver.SendAsync(Samples.MessageOf(odd), TestContext.Current.CancellationToken);

        Assert.NotEmpty(receipt.Answer);
        var file = Assert.Single(Directory.GetFiles(mails, "*", SearchOption.AllDirectories));
        using var mail = await MimeKit.MimeMessage.LoadAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal("msg_1@example.org", mail.MessageId);
        Assert.Contains("\u65e5\u672c\u8a9e", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains(new string('x', 5000), mail.TextBody, StringComparison.Ordinal);
        Assert.Equal("ops@example.org, dev@example.org", mail.Headers["X-RcptTo"]);
    }

    [Fact]
    public async Task Certificate_MustBeTrusted()
    {
        var port = FreePort.Next();
        var (certificate, key) = MakeCertificate();
        var mails = _directory.PathOf("mails");
        await using var server = await StartAsync(port, "--tlscert", certificate, "--tlskey", key, "-c", "aiosmtpd.handlers.Mailbox", mails);
        await using var receiver = await Samples.OpenAsync(Samples.SettingsOf(port, ("security", "startTls"), ("timeout", "30s")));

        var failure = await Assert.ThrowsAsync<NotificationException>(
            () => receiver.SendAsync(Samples.MessageOf(Samples.Failed), TestContext.Current.CancellationToken));

        Assert.Contains("TLS failed", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(_directory.FullName, "*", SearchOption.AllDirectories), file => file.StartsWith(mails, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ServerWithoutTls_IsNotUsed_IfTlsIsConfigured()
    {
        var port = FreePort.Next();
        await using var server = await StartAsync(port, "-c", "aiosmtpd.handlers.Mailbox", _directory.PathOf("mails"));
        await using var receiver = await Samples.OpenAsync(Samples.SettingsOf(port, ("security", "startTls"), ("timeout", "30s")));

        var failure = await Assert.ThrowsAsync<NotificationException>(
            () => receiver.SendAsync(Samples.MessageOf(Samples.Failed), TestContext.Current.CancellationToken));

        Assert.Equal(NotificationError.Rejected, failure.Reason);
        Assert.Contains("STARTTLS", failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    private static Task<ServerProgram> StartAsync(int port, params string[] arguments)
    {
        // The module is that of the distribution's own Python.
        _ = ServerProgram.Find("python3-aiosmtpd", "/usr/lib/python3/dist-packages/aiosmtpd/main.py");
        return ServerProgram.StartAsync(
            () => ServerProgram.Answers(port),
            ["/usr/bin/python3", "-m", "aiosmtpd", "-n", "-l", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"), .. arguments]);
    }

    private (string Certificate, string Key) MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        return (
            _directory.Write("certificate.pem", certificate.ExportCertificatePem()),
            _directory.Write("key.pem", key.ExportPkcs8PrivateKeyPem()));
    }
}
