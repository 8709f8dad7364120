using Imaginator.Notifications;
using Imaginator.Testing;
using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.Webhooks.Tests;

/// <summary>The suite for each shape.</summary>
public abstract class WebhookConformanceTests(string shape) : NotifierConformance
{
    protected override IReadOnlyDictionary<string, string?> InvalidSettings => new Dictionary<string, string?> { ["shape"] = shape, ["url"] = "hook" };

    protected override INotifier CreateNotifier(ILoggerFactory loggers) => new PluginUnderTest(new WebhooksPlugin(), loggers: loggers).Get<INotifier>();

    protected override Task<NotificationPeer> StartPeerAsync(PeerBehaviour behaviour, CancellationToken cancellationToken) =>
        Task.FromResult<NotificationPeer>(new HttpPeer(behaviour, address =>
        {
            var settings = new Dictionary<string, string?> { ["shape"] = shape, ["url"] = address.AbsoluteUri, ["timeout"] = "1s" };
            AddTo(settings);
            return settings;
        }));

    protected abstract void AddTo(Dictionary<string, string?> settings);

    public sealed class Standard() : WebhookConformanceTests("standard")
    {
        protected override void AddTo(Dictionary<string, string?> settings) =>
            (settings["secret"], settings["token"]) = (Samples.Key, Secret);

        protected override string? FindId(string message) => ReceivedRequest.Parse(message).Headers["webhook-id"];
    }

    /// <summary>The signing key, which no request contains.</summary>
    public sealed class StandardKey() : WebhookConformanceTests("standard")
    {
        protected override string Secret => Samples.Key;

        protected override void AddTo(Dictionary<string, string?> settings) => settings["secret"] = Secret;
    }

    public sealed class Slack() : WebhookConformanceTests("slack")
    {
        protected override void AddTo(Dictionary<string, string?> settings) => settings["url"] += "/" + Secret;
    }

    public sealed class GitHub() : WebhookConformanceTests("github-status")
    {
        protected override void AddTo(Dictionary<string, string?> settings) =>
            (settings["token"], settings["repository"]) = (Secret, "example/conformance");
    }

    public sealed class GitLab() : WebhookConformanceTests("gitlab-status")
    {
        protected override void AddTo(Dictionary<string, string?> settings) =>
            (settings["token"], settings["repository"]) = (Secret, "example/group/conformance");
    }
}
