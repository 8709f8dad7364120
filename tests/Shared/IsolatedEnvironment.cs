using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Imaginator.Tests.Shared;

/// <summary>
/// Frees each test program, and all programs that it starts, from the settings of the user who runs the tests: home directory,
/// settings of git, keys. A test that needs such a setting makes it in a directory of its own.
/// </summary>
internal static class IsolatedEnvironment
{
    /// <summary>The home directory of tests: no program can create it.</summary>
    public const string Home = "/proc/no-home";

    private static readonly string[] _prefixes = ["GIT_", "XDG_", "SSH_", "GNUPG"];

    private static readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal)
    {
        ["HOME"] = Home,
        ["GIT_CONFIG_GLOBAL"] = "/dev/null",
        ["GIT_CONFIG_SYSTEM"] = "/dev/null",
        ["GIT_CONFIG_NOSYSTEM"] = "1",
    };

    // Before any code of the test program, so that no library has read its settings yet.
    [ModuleInitializer]
    internal static void Isolate()
    {
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>())
        {
            if (_prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
            {
                Environment.SetEnvironmentVariable(name, null);
                _ = NativeMethods.Unset(name);
            }
        }

        foreach (var (name, value) in _settings)
        {
            Environment.SetEnvironmentVariable(name, value);
            _ = NativeMethods.Set(name, value, 1);
        }
    }

    // .NET has a copy of the environment; libraries in C, libgit2 among them, read the process's own.
    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "setenv")]
        public static extern int Set(
            [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);

        [DllImport("libc", EntryPoint = "unsetenv")]
        public static extern int Unset([MarshalAs(UnmanagedType.LPUTF8Str)] string name);
    }
}
