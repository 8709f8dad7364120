using System.Collections.Immutable;
using Imaginator.Hosting.Plugins;
using Imaginator.Hosting.Plugins.Checking;
using Imaginator.Hosting.Plugins.Guarding;
using Imaginator.Notifications;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Hosting.Tests.Plugins;

/// <summary>A plugin with nothing but notifiers, which is created with its first receiver.</summary>
public sealed class DeferredPluginTests : IDisposable
{
    private static readonly IConfiguration NoSettings = new ConfigurationBuilder().Build();

    private readonly PluginFolders _folders = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folders.Dispose();

    [Fact]
    public async Task Plugin_IsCreatedWithItsFirstReceiver()
    {
        await using var plugins = _folders.Add("LatePlugin", "UnlikelyName").Load();

        var plugin = Assert.Single(plugins.Loaded);
        Assert.Equal(
            ("UnlikelyName", "1.2.3", "Provides notifiers, and is loaded when the first receiver is opened."),
            (plugin.Name, plugin.Version, plugin.Description));
        Assert.Equal(["notifier late", "notifier missing"], plugin.Provides);
        Assert.Equal(["late", "missing"], plugins.Notifiers.Keys);
        Assert.Equal(0, CountCreated());

        await using var receiver = await plugins.Notifiers["late"].OpenReceiverAsync(NoSettings, Token);

        Assert.Equal(1, CountCreated());
        Assert.Equal("late.example.org", receiver.Destination);
        Assert.Equal("fine", (await receiver.SendAsync(Message("1"), Token)).Answer);

        int CountCreated() => (int)AppDomain.CurrentDomain.GetAssemblies()
            .Single(assembly => !assembly.IsDynamic && assembly.Location == plugin.File)
            .GetType("Imaginator.TestPlugins.LatePlugin", throwOnError: true)!
            .GetProperty("CreatedCount")!
            .GetValue(null)!;
    }

    [Fact]
    public async Task DeclaredNotifierThatIsMissing_IsAnError()
    {
        await using var plugins = _folders.Add("LatePlugin").Load();

        var failure = await Assert.ThrowsAsync<PluginException>(
            () => plugins.Notifiers["missing"].OpenReceiverAsync(NoSettings, Token));

        Assert.Equal(
            "the plugin LatePlugin is not loaded: its assembly declares the notifier missing, which it does not provide", failure.Message);
    }

    [Fact]
    public void PluginWithSettings_IsCreatedAtOnce()
    {
        var plugins = _folders.Add("LatePlugin").Load(Settings("missing"));

        Assert.Equal("Comes late.", Assert.Single(plugins.Loaded).Description);
        Assert.Equal(["late", "missing"], plugins.Notifiers.Keys);
    }

    [Fact]
    public void UndeclaredNotifier_IsAnError() => Assert.StartsWith(
        "its parts cannot be created: it provides notifier other, but the metadata Imaginator.Notifiers of its assembly does not declare it",
        _folders.Add("LatePlugin").ReasonOfFailure("LatePlugin", Settings("other")), StringComparison.Ordinal);

    [Fact]
    public void InvalidTypeName_IsAnError() => Assert.StartsWith(
        "its parts cannot be created: notifier \"Not Good\": invalid TypeName",
        _folders.Add("LatePlugin").ReasonOfFailure("LatePlugin", Settings("Not Good")), StringComparison.Ordinal);

    [Fact]
    public async Task TwoPluginsWithOneType_AreAConflict()
    {
        await using var plugins = _folders.Add("LatePlugin").Add("LatePlugin", "LaterPlugin").Load();

        Assert.Empty(plugins.Notifiers);
        Assert.Equal(["notifier late", "notifier missing"], plugins.Conflicts.Select(conflict => conflict.Part));
    }

    [Fact]
    public async Task Failures_NameThePlugin()
    {
        await using var plugins = _folders.Add("LatePlugin").Load();
        await using var receiver = await plugins.Notifiers["late"].OpenReceiverAsync(NoSettings, Token);

        var refusal = await Assert.ThrowsAsync<NotificationException>(() => receiver.SendAsync(Message("refused"), Token));
        var bug = await Assert.ThrowsAsync<PluginException>(() => receiver.SendAsync(Message("bug"), Token));

        Assert.Equal("plugin LatePlugin 1.2.3: no more", refusal.Message);
        Assert.Equal((NotificationError.Gone, TimeSpan.FromSeconds(7)), (refusal.Reason, refusal.RetryAfter));
        Assert.StartsWith("plugin LatePlugin 1.2.3 failed in INotificationReceiver.SendAsync: InvalidOperationException: a bug", bug.Message, StringComparison.Ordinal);
        Assert.Equal(1, Assert.Single(plugins.Conditions).Faults);
    }

    [Fact]
    public async Task DeliveryThatNeverEnds_IsGivenUp_AndDisablesThePlugin()
    {
        var time = new FakeTimeProvider();
        await using var plugins = PluginSetLoader.Load(
            new PluginSearchPath([], [_folders.Add("LatePlugin").FullName]),
            PluginSettings.None,
            NullLoggerFactory.Instance,
            time,
            limits: new GuardLimits { MaximumGivenUp = 1 });
        await using var receiver = await plugins.Notifiers["late"].OpenReceiverAsync(NoSettings, Token);

        var delivery = receiver.SendAsync(Message("never"), Token);
        await Wait.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(10));
            return delivery.IsCompleted;
        });
        var late = await Assert.ThrowsAsync<PluginException>(() => delivery);
        var disabled = await Assert.ThrowsAsync<PluginException>(() => receiver.SendAsync(Message("1"), Token));

        Assert.Equal(
            "plugin LatePlugin 1.2.3 did not end INotificationReceiver.SendAsync within 1m; the call is given up", late.Message);
        Assert.Contains("is disabled until the next start", disabled.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Declaration_IsThatOfTheAssembly()
    {
        _folders.Add("LatePlugin").Add("GoodPlugin");

        var declaration = PluginDeclaration.Find(PluginActivator.Load(_folders.PathOf("LatePlugin")))!;

        Assert.Equal("Provides notifiers, and is loaded when the first receiver is opened.", declaration.Description);
        Assert.Equal(["late", "missing"], declaration.NotifierTypes);
        Assert.Null(PluginDeclaration.Find(PluginActivator.Load(_folders.PathOf("GoodPlugin"))));
    }

    private static PluginSettings Settings(string more) => new()
    {
        OfPlugins = PluginSettings.None.OfPlugins.Add("LatePlugin", ImmutableDictionary<string, string?>.Empty.Add("more", more)),
    };

    private static NotificationMessage Message(string id) => new()
    {
        Id = id, Time = TimeProvider.System.GetUtcNow(), Event = new WorkerLost { Worker = "one" },
    };
}
