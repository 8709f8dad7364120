using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Auditing;

/// <summary>Registers the audit log.</summary>
internal static class AuditingServices
{
    private const string DirectoryName = "audit";

    public static IServiceCollection AddAuditing(this IServiceCollection services)
    {
        services.TryAddSingleton<AuditLog>();
        return services;
    }

    /// <summary>Adds the files of the audit log, and their reader.</summary>
    public static IServiceCollection AddAuditFiles(this IServiceCollection services, string stateDirectory, Func<string, string> mask)
    {
        services.AddSingleton(new AuditDirectory(Path.Combine(stateDirectory, DirectoryName)));
        services.AddSingleton(provider => new AuditFiles(
            provider.GetRequiredService<AuditDirectory>(),
            mask,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<AuditFiles>>()));
        services.AddSingleton<AuditReader>();
        return services;
    }
}
