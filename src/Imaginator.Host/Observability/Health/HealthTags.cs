using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Imaginator.Host.Observability.Health;

/// <summary>What a health check says something about.</summary>
internal static class HealthTags
{
    /// <summary>Whether the daemon lives: if not, starting it anew is the cure.</summary>
    public const string Life = "life";

    /// <summary>Whether a check says something about <see cref="Life"/>.</summary>
    /// <param name="check">The check.</param>
    public static bool IsOfLife(HealthCheckRegistration check) => check.Tags.Contains(Life);
}
