using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Imaginator.Host.Auditing;

/// <summary>Registers the audit log.</summary>
internal static class AuditingServices
{
    public static IServiceCollection AddAuditing(this IServiceCollection services)
    {
        services.TryAddSingleton<AuditLog>();
        return services;
    }
}
