using System.Globalization;
using Imaginator.Notifications;
using Imaginator.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.Mail.Tests;

/// <summary>Messages and receivers of the tests.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Time = new(2030, 1, 31, 12, 30, 59, TimeSpan.Zero);

    public static BuildFailed Failed { get; } = new()
    {
        StreamName = "base/debian",
        Build = new NotifiedBuild { Id = "0123456789abc", Requestor = "alice", Branch = "main", CommitId = "0123abcd" },
        Error = "a script failed",
        Stage = "scripts",
    };

    public static NotificationMessage MessageOf(NotificationEvent notification) => new()
    {
        Id = "msg_1", Time = Time, Event = notification, Link = "https://imaginator.example.org/builds/0123456789abc",
    };

    /// <summary>Settings for a server on the loopback interface without TLS.</summary>
    public static Dictionary<string, string?> SettingsOf(int port, params IEnumerable<(string Name, string Value)> more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["host"] = "127.0.0.1",
            ["port"] = port.ToString(CultureInfo.InvariantCulture),
            ["security"] = "none",
            ["from"] = "Imaginator <imaginator@example.org>",
            ["to:0"] = "ops@example.org",
            ["timeout"] = "2s",
        };
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        return settings;
    }

    public static INotifier CreateNotifier(ILoggerFactory? loggers = null) => new PluginUnderTest(new MailPlugin(), loggers: loggers).Get<INotifier>();

    public static Task<INotificationReceiver> OpenAsync(IReadOnlyDictionary<string, string?> settings) => CreateNotifier().OpenReceiverAsync(
        new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), TestContext.Current.CancellationToken);
}
