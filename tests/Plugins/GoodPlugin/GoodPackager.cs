using Imaginator.Packagers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Imaginator.TestPlugins;

internal sealed partial class GoodPackager(
    IConfiguration configuration, ILogger<GoodPackager> logger, TimeProvider timeProvider) : IPackager
{
    public string TypeName => "good";

    // Shows that settings, logger and clock arrived.
    public PackagerType Defaults
    {
        get
        {
            LogDefaults(logger);
            return new PackagerType
            {
                InstallCommand = [configuration["tool"] ?? "good-get", "install"],
                CleanCommand = [configuration["stateDir"] ?? "?", timeProvider.GetUtcNow().Year.ToString("0000", null)],
            };
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Somebody asks for the defaults")]
    private static partial void LogDefaults(ILogger logger);
}
