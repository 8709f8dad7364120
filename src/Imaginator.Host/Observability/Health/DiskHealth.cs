using Imaginator.Hosting.Flags;
using Imaginator.Quantities;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Imaginator.Host.Observability.Health;

/// <summary>
/// Whether there is room on the disk of the state directory. Little room is only told; when builds must wait for more is the
/// queue's decision, and then <see cref="BuildsHealth"/> says so.
/// </summary>
/// <param name="flags">Name the directory.</param>
internal sealed class DiskHealth(FlagValues flags) : IHealthCheck
{
    private const long Little = 1024L * 1024 * 1024;

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var directory = flags.Get(SharedFlags.StateDirectory);
        try
        {
            var free = new DriveInfo(directory).AvailableFreeSpace;
            var words = $"{ByteSize.Describe(free)} free";
            return Task.FromResult(free switch
            {
                0 => HealthCheckResult.Unhealthy($"the disk of {directory} is full"),
                < Little => HealthCheckResult.Degraded($"little room for {directory}: {words}"),
                _ => HealthCheckResult.Healthy(words),
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Task.FromResult(HealthCheckResult.Unhealthy($"cannot look at {directory}: {e.Message}"));
        }
    }
}
