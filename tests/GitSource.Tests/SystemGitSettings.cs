using System.Runtime.CompilerServices;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Tests;

/// <summary>Keeps the machine's settings of git out of the tests: libgit2 reads them from where no variable leads it elsewhere.</summary>
internal static class SystemGitSettings
{
    [ModuleInitializer]
    internal static void Ignore()
    {
        foreach (var level in new[] { ConfigurationLevel.System, ConfigurationLevel.Global, ConfigurationLevel.Xdg })
        {
            GlobalSettings.SetConfigSearchPaths(level, IsolatedEnvironment.Home);
        }
    }
}
