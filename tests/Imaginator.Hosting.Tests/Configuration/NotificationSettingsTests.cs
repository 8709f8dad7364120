using System.Collections.Immutable;
using System.Text;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Plugins;
using Imaginator.Notifications;
using Imaginator.Plugins;
using Microsoft.Extensions.Configuration;

namespace Imaginator.Hosting.Tests.Configuration;

/// <summary>The field <c>Notifications</c> of the main configuration.</summary>
public sealed class NotificationSettingsTests : IDisposable
{
    private readonly ConfigurationFixture _files = new();
    private readonly FakeNotifier _notifier = new();

    public NotificationSettingsTests() => _files.Plugins = new PluginSet
    {
        Notifiers = ImmutableSortedDictionary<string, INotifier>.Empty.Add("webhook", _notifier),
    };

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Receivers_AreRead()
    {
        var main = (await _files.LoadGoodAsync("""
            {
              "Notifications": {
                "BaseUrl": "https://imaginator.example.org/imaginator/",
                "ExpiringWithin": "48h",
                "Receivers": {
                  "chat": {"Type": "webhook", "Settings": {"url": "https://chat", "to": ["a", "b"]}},
                  "forge": {
                    "Type": "webhook", "Events": ["build-succeeded", "worker-lost"], "Settings": {"url": "https://forge"}
                  }
                }
              }
            }
            """)).Main.Notifications;

        Assert.Equal("https://imaginator.example.org/imaginator", main.BaseUrl);
        Assert.Equal(TimeSpan.FromHours(48), main.ExpiringWithin);
        Assert.Equal(["chat", "forge"], main.Receivers.Select(receiver => receiver.Name));
        Assert.Equal(["build-failed", "build-recovered"], main.Receivers[0].Events.Order(StringComparer.Ordinal));
        Assert.Equal(["build-succeeded", "worker-lost"], main.Receivers[1].Events.Order(StringComparer.Ordinal));
        Assert.Equal("b", main.Receivers[0].Settings["to:1"]);
        Assert.All(main.Receivers, receiver => Assert.Null(receiver.Fault));
        Assert.Equal(["https://chat", "https://forge"], _notifier.Urls);
        Assert.Equal(2, _notifier.Disposed);
    }

    [Fact]
    public async Task WithoutTheField_ThereAreNoReceivers() =>
        Assert.Empty((await _files.LoadGoodAsync("{}")).Main.Notifications.Receivers);

    [Theory]
    [InlineData("\"BaseUrl\": \"imaginator\"", "BaseUrl: error: invalid URL \"imaginator\"; write the address of the daemon's pages, such as https://imaginator.example.org")]
    [InlineData("\"ExpiringWithin\": \"soon\"", "ExpiringWithin: error: \"soon\" is not a duration such as 24h of at most 960h")]
    [InlineData("\"ExpiringWithn\": \"1h\"", "ExpiringWithn: warning: the field \"ExpiringWithn\" is unknown and ignored; ExpiringWithin was probably meant")]
    public async Task FaultsOfAllReceivers_AreNamed(string field, string fault) => Assert.Equal(
        [$"conf.json:1: $.Notifications.{fault}"], await _files.FaultsOfAsync($$"""{"Notifications": { {{field}} } }"""));

    [Theory]
    [InlineData("\"Settings\": {\"url\": \"https://x\"}", ": error: receiver \"one\": the field Type is missing")]
    [InlineData(
        "\"Type\": \"webhok\"", ".Type: error: receiver \"one\": unknown receiver type \"webhok\"; did you mean \"webhook\"?")]
    [InlineData(
        "\"Type\": \"pager\"", ".Type: error: receiver \"one\": receiver type \"pager\" is not loaded; loaded are webhook")]
    [InlineData(
        "\"Type\": \"webhook\", \"Events\": [\"build-faild\"], \"Settings\": {\"url\": \"https://x\"}",
        ".Events[0]: error: receiver \"one\": unknown event \"build-faild\"; did you mean \"build-failed\"?; events are build-failed, "
        + "build-recovered, build-succeeded, image-published, image-expiring, worker-lost")]
    [InlineData(
        "\"Type\": \"webhook\", \"Events\": [], \"Settings\": {\"url\": \"https://x\"}",
        ".Events: warning: receiver \"one\": the list of events is empty: the receiver gets nothing")]
    [InlineData(
        "\"Type\": \"webhook\", \"Streams\": [\"../x\"], \"Settings\": {\"url\": \"https://x\"}",
        ".Streams[0]: error: receiver \"one\": \"../x\" has an empty, \".\" or \"..\" component; write the name of a stream, or of a "
        + "directory of streams such as base")]
    [InlineData(
        "\"Type\": \"webhook\", \"Settings\": {\"url\": \"hook\"}",
        ".Settings.url: error: receiver \"one\": setting url: \"hook\" is not an address")]
    [InlineData(
        "\"Type\": \"webhook\"", ".Type: error: receiver \"one\": InvalidOperationException: it is broken")]
    [InlineData(
        "\"Type\": \"webhook\", \"Settings\": {\"url\": \"https://x\", \"tokn\": \"y\"}",
        ".Settings.tokn: warning: receiver \"one\": unknown setting \"tokn\"; did you mean \"token\"?; known settings: to, token, url")]
    [InlineData(
        "\"Type\": \"webhook\", \"Settings\": {\"url\": \"https://x\", \"token\": \"$TOKEN\"}",
        ".Settings.token: warning: receiver \"one\": setting token: the variables file does not define the variable \"TOKEN\"; write ${$} for a "
        + "dollar sign")]
    [InlineData(
        "\"Type\": \"webhook\", \"Settings\": {\"url\": \"https://x\", \"token\": {\"File\": \"/no/such/file\"}}",
        ".Settings.token: warning: receiver \"one\": setting token: the file \"/no/such/file\" cannot be used: the file does not exist")]
    [InlineData(
        "\"Type\": \"webhook\", \"Settings\": {\"url\": \"https://x\", \"token\": {\"File\": \"token\"}}",
        ".Settings.token: warning: receiver \"one\": setting token: the file \"token\" cannot be used: the path is not absolute")]
    [InlineData(
        "\"Type\": \"webhook\", \"Sreams\": [], \"Settings\": {\"url\": \"https://x\"}",
        ".Sreams: warning: receiver \"one\": the field \"Sreams\" is unknown and ignored; Streams was probably meant")]
    public async Task FaultsOfAReceiver_AreNamed(string fields, string fault) => Assert.Equal(
        [$"conf.json:1: $.Notifications.Receivers.one{fault}"],
        await _files.FaultsOfAsync($$"""{"Notifications": {"Receivers": {"one": { {{fields}} } } } }"""));

    [Fact]
    public async Task FaultOfOneReceiver_LeavesTheOthers()
    {
        var main = (await _files.LoadAsync("""
            {"Notifications": {"Receivers": {
              "bad name": {"Type": "webhook", "Settings": {"url": "https://x"}},
              "good": {"Type": "webhook", "Settings": {"url": "https://x"}}}}}
            """)).Value!.Main.Notifications;

        Assert.Contains("invalid name", main.Receivers[0].Fault, StringComparison.Ordinal);
        Assert.Null(main.Receivers[1].Fault);
    }

    [Fact]
    public async Task FaultsOfSettings_AreNotKept_BecauseSecretsCanChange()
    {
        var main = (await _files.LoadAsync("""
            {"Notifications": {"Receivers": {"one": {"Type": "webhook", "Settings": {"url": "hook"}}}}}
            """)).Value!.Main.Notifications;

        Assert.Null(Assert.Single(main.Receivers).Fault);
    }

    [Fact]
    public async Task Secrets_AreNotInFaults()
    {
        _files.Secrets = new SecretVariables(ImmutableDictionary<string, string>.Empty.Add("ADDRESS", "hunter2"));

        var faults = await _files.FaultsOfAsync("""
            {"Notifications": {"Receivers": {"one": {"Type": "webhook", "Settings": {"url": "$ADDRESS"}}}}}
            """);

        Assert.EndsWith("setting url: \"***\" is not an address", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FileOfASecret_IsRead_AndMasked()
    {
        var file = _files.Write("secret", "hunter2\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var faults = await _files.FaultsOfAsync($$"""
            {"Notifications": {"Receivers": {"one": {"Type": "webhook", "Settings": {"url": {"File": "{{file}}"} } } } } }
            """);

        Assert.EndsWith("setting url: \"***\" is not an address", Assert.Single(faults), StringComparison.Ordinal);
        Assert.Equal(["hunter2"], _notifier.Urls);
    }

    [Fact]
    public async Task UnknownStreams_AreAWarning()
    {
        var streams = _files.Write("streams.json", """{"Streams": {"base/debian": {"ManifestUrl": "dir:///m"}}}""");

        var faults = await _files.FaultsOfAsync($$"""
            {
              "ImageStreamsUrl": "{{streams}}",
              "Notifications": {"Receivers": {"one": {
                "Type": "webhook", "Settings": {"url": "https://x"}, "Streams": ["base", "base/debian", "base/", "basic", "base/ubuntu"]
              } } }
            }
            """);

        Assert.Equal(
            ["receiver \"one\": unknown stream or directory \"basic\"", "receiver \"one\": unknown stream or directory \"base/ubuntu\""],
            faults.Where(fault => fault.Contains("unknown stream", StringComparison.Ordinal)).Select(fault => fault.Split("warning: ")[1]));
    }

    [Fact]
    public async Task WorkerLost_WithStreams_IsAWarning() => Assert.Equal(
        ["conf.json:1: $.Notifications.Receivers.one.Events: warning: receiver \"one\": worker-lost concerns no stream: a receiver with Streams does not get it"],
        (await _files.FaultsOfAsync("""
            {"Notifications": {"Receivers": {"one": {"Type": "webhook", "Settings": {"url": "https://x"}, "Events": ["worker-lost"], "Streams": ["base"]}}}}
            """)).Where(fault => fault.Contains("worker-lost", StringComparison.Ordinal)));

    [Fact]
    public async Task TooManyReceivers_AreNotUsed()
    {
        var receivers = new StringBuilder();
        for (var i = 0; i < 101; i++)
        {
            receivers.Append(System.Globalization.CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ",")}\"r{i}\": {{\"Type\": \"webhook\", \"Settings\": {{\"url\": \"https://x\"}}}}");
        }

        var result = await _files.LoadAsync($$"""{"Notifications": {"Receivers": { {{receivers}} } } }""");

        Assert.Equal(100, result.Value!.Main.Notifications.Receivers.Length);
        Assert.Contains("more than 100 receivers", Assert.Single(result.Faults).Message, StringComparison.Ordinal);
    }

    private sealed class FakeNotifier : INotifier
    {
        public List<string?> Urls { get; } = [];

        public int Disposed { get; private set; }

        public string TypeName => "webhook";

        public Task<INotificationReceiver> OpenReceiverAsync(IConfiguration settings, CancellationToken cancellationToken)
        {
            (settings as IPluginConfiguration)?.Declare(["url", "token", "to"]);
            Urls.Add(settings["url"]);
            return settings["url"] switch
            {
                null => throw new InvalidOperationException("it is broken"),
                { } url when url.StartsWith("https://", StringComparison.Ordinal) => Task.FromResult<INotificationReceiver>(new Receiver(this)),
                { } url => throw new SettingsException([new SettingFault("url", $"\"{url}\" is not an address")]),
            };
        }

        private sealed class Receiver(FakeNotifier notifier) : INotificationReceiver
        {
            public string Destination => "x";

            public Task<NotificationReceipt> SendAsync(NotificationMessage message, CancellationToken cancellationToken) =>
                throw new NotSupportedException();

            public ValueTask DisposeAsync()
            {
                notifier.Disposed++;
                return ValueTask.CompletedTask;
            }
        }
    }
}
