using Imaginator.Hosting.Flags;
using Imaginator.Quantities;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Imaginator.Host.Observability.Health;

/// <summary>
/// Whether the file system of the state directory has free space. LowSpace space is a warning; the queue decides whether builds
/// wait for space, which <see cref="BuildsHealth"/> reports.
/// </summary>
internal sealed class DiskHealth(FlagValues flags) : IHealthCheck
{
    private const long LowSpace = 1024L * 1024 * 1024;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var directory = flags.Get(SharedFlags.StateDirectory);
        try
        {
            var free = new DriveInfo(directory).AvailableFreeSpace;
            var display = $"{ByteSize.Describe(free)} free";
            return Task.FromResult(free switch
            {
                0 => HealthCheckResult.Unhealthy($"the file system of {directory} is full"),
                < LowSpace => HealthCheckResult.Degraded($"little space for {directory}: {display}"),
                _ => HealthCheckResult.Healthy(display),
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Task.FromResult(HealthCheckResult.Unhealthy($"cannot read the free space of {directory}: {e.Message}"));
        }
    }
}
