using System.Collections.Immutable;

namespace Imaginator.Plugins.Webhooks.Settings;

/// <summary>The names of the shapes in the configuration.</summary>
internal static class ShapeNames
{
    public const string Standard = "standard";

    public const string Slack = "slack";

    public const string GitHubStatus = "github-status";

    public const string GitLabStatus = "gitlab-status";

    public static ImmutableArray<string> All { get; } = [Standard, Slack, GitHubStatus, GitLabStatus];

    /// <summary>Whether a shape reports commit statuses.</summary>
    public static bool IsStatus(string shape) => shape is GitHubStatus or GitLabStatus;
}
