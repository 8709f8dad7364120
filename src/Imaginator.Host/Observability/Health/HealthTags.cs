using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Imaginator.Host.Observability.Health;

/// <summary>Tags of health checks.</summary>
internal static class HealthTags
{
    /// <summary>Checks whose failure requires a restart of the daemon.</summary>
    public const string Liveness = "liveness";

    /// <summary>Whether a check has the tag <see cref="Liveness"/>.</summary>
    public static bool IsLiveness(HealthCheckRegistration check) => check.Tags.Contains(Liveness);
}
