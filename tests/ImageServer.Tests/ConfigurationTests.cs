using System.Security.Cryptography.X509Certificates;
using Imaginator.ImageStores;
using Imaginator.Protocol.Srpc.Server;
using Imaginator.Protocol.Tests.Srpc;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.ImageServer.Tests;

public sealed class ConfigurationTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestAuthority _authority = new("authority");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("imageserver://")]
    [InlineData("imageserver://host/path")]
    [InlineData("imageserver://user@host")]
    [InlineData("local:///store")]
    public async Task Refuses_AddressesThatAreNone(string url)
    {
        var exception = await Assert.ThrowsAsync<ImageStoreException>(() => CreateProvider([]).OpenAsync(url, Token));

        Assert.Equal(ImageStoreError.BadUrl, exception.Reason);
    }

    [Fact]
    public async Task Uses_TheCertificateOfTheConfiguration()
    {
        var (certificate, key) = Write("mine", _authority.IssueClient("me", methods: ["ImageServer.*"]));
        await using var host = CreateHost();

        await using var byFile = await OpenAsync(host, ("certFile", certificate), ("keyFile", key));
        await using var byDirectory = await OpenAsync(host, ("certDirectory", _directory.FullName));

        Assert.Null(await byFile.FindLatestImageAsync(new ImageQuery { StreamName = "x" }, Token));
        Assert.Null(await byDirectory.FindLatestImageAsync(new ImageQuery { StreamName = "x" }, Token));
    }

    [Fact]
    public async Task Explains_ExpiredCertificates()
    {
        Write("mine", _authority.IssueClient("me", methods: ["*.*"], hasExpired: true));

        var message = await GetFailureAsync(("certDirectory", _directory.FullName));

        Assert.Contains("expired on 2021-01-01", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explains_CertificatesOfOthers()
    {
        using var other = new TestAuthority("other");
        Write("mine", other.IssueClient("me", methods: ["*.*"]));

        var message = await GetFailureAsync(("certDirectory", _directory.FullName));

        Assert.Contains("does not accept the client certificate \"CN=me\", issued by \"CN=other\"", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explains_MissingCertificates() =>
        Assert.Contains("missing certificate", await GetFailureAsync(), StringComparison.Ordinal);

    [Fact]
    public async Task Explains_MissingPermission()
    {
        Write("mine", _authority.IssueClient("me", methods: ["ImageServer.AddImage"]));

        var message = await GetFailureAsync(("certDirectory", _directory.FullName));

        Assert.Contains("use a certificate that permits this method", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explains_KeysThatDoNotFit()
    {
        var (certificate, _) = Write("mine", _authority.IssueClient("me"));
        var (_, key) = Write("other", _authority.IssueClient("you"));

        var exception = await Assert.ThrowsAsync<ImageStoreException>(() => CreateProvider(
            [("certFile", certificate), ("keyFile", key)]).OpenAsync("imageserver://localhost", Token));

        Assert.Contains(certificate, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explains_ServersThatAreNotThere()
    {
        await using var server = await CreateProvider(("retryTimeout", "0")).OpenAsync("imageserver://127.0.0.1:1", Token);

        var exception = await Assert.ThrowsAsync<ImageStoreException>(
            () => server.FindLatestImageAsync(new ImageQuery { StreamName = "x" }, Token));

        Assert.Equal(ImageStoreError.Unreachable, exception.Reason);
        Assert.Contains("127.0.0.1:1", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    [InlineData(false, false, false)] // Users know that they have not named a CA.
    public async Task Warns_OfADaemon_ThatDoesNotVerifyItsServers(bool isDaemon, bool verifies, bool warns)
    {
        var (certificate, key) = Write("mine", _authority.IssueClient("me"));
        var authority = _directory.PathOf("servers.pem");
        await File.WriteAllTextAsync(authority, _authority.Certificate.ExportCertificatePem(), Token);
        var settings = new List<(string Key, string Value)> { ("serverCAfile", verifies ? authority : "") };
        if (isDaemon)
        {
            settings.AddRange([("certFile", certificate), ("keyFile", key)]);
        }
        else
        {
            settings.Add(("certDirectory", _directory.FullName));
        }

        var log = new WarningLog();
        await using var store = await CreateProvider(log, [.. settings]).OpenAsync("imageserver://127.0.0.1:1", Token);

        Assert.Equal(warns ? 1 : 0, log.Warnings.Count);
        Assert.All(log.Warnings, line => Assert.StartsWith(
            "The certificate of image server 127.0.0.1:1 is not verified; set -serverCAfile", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("progressTimeout", "0")]
    [InlineData("progressTimeout", "25h")]
    [InlineData("retryTimeout", "-1s")]
    [InlineData("retryTimeout", "soon")]
    [InlineData("srpcDefaultConnectTimeout", "soon")]
    public void Refuses_TimesThatAreNone(string setting, string value)
    {
        var exception = Assert.Throws<SettingsException>(() => CreateProvider((setting, value)));

        Assert.StartsWith($"setting {setting}: \"{value}\" ", exception.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _directory.Dispose();
        _authority.Dispose();
    }

    private static IUploader CreateProvider(params (string Key, string Value)[] settings) => CreateProvider(new WarningLog(), settings);

    private static IUploader CreateProvider(WarningLog log, (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILogger<RemoteImageStore>>(log);
        services.AddSingleton(TimeProvider.System);
        new ImageServerPlugin().Register(services, new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build());
        return services.BuildServiceProvider().GetRequiredService<IUploader>();
    }

    private static Task<IImageStore> OpenAsync(SrpcTestHost host, params (string Key, string Value)[] settings) =>
        CreateProvider(settings).OpenAsync($"imageserver://127.0.0.1:{host.Port}", Token);

    private async Task<string> GetFailureAsync(params (string Key, string Value)[] settings)
    {
        await using var host = CreateHost();
        await using var server = await OpenAsync(host, settings);
        var exception = await Assert.ThrowsAsync<ImageStoreException>(
            () => server.FindLatestImageAsync(new ImageQuery { StreamName = "x" }, Token));
        Assert.Equal(ImageStoreError.AccessDenied, exception.Reason);
        return exception.Message;
    }

    private SrpcTestHost CreateHost()
    {
        var tls = SrpcTestHost.CreateTls(_authority);
        return new SrpcTestHost(new SrpcServerOptions { GetTls = () => tls }, [.. new FakeImageServer().CreateServices()]);
    }

    private (string Certificate, string Key) Write(string name, X509Certificate2 certificate) =>
        PemFiles.Write(_directory.FullName, name, certificate);

    private sealed class WarningLog : ILogger<RemoteImageStore>
    {
        public List<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Warnings.Add(formatter(state, exception));
            }
        }
    }
}
