using System.Collections.Frozen;

namespace Imaginator.Building.Streams;

/// <summary>Validates names and values of variables that come from requests and manifests.</summary>
internal static class VariableName
{
    // Far more than names and values of real sites have. The kernel limits one environment variable to 128 KiB.
    public const int MaximumNameLength = 256;
    public const int MaximumValueLength = 32 * 1024;

    // Variables that make an interpreter, the dynamic loader or a package tool run code or read other configuration.
    private static readonly FrozenSet<string> Dangerous = FrozenSet.ToFrozenSet(
    [
        "BASH_ENV", "BASHOPTS", "CDPATH", "ENV", "GLOBIGNORE", "IFS", "PATH", "PROMPT_COMMAND", "PS4", "SHELL", "SHELLOPTS", "ZDOTDIR",
        "GCONV_PATH", "GETCONF_DIR", "HOSTALIASES", "LOCALDOMAIN", "LOCPATH", "MALLOC_TRACE", "NIS_PATH", "NLSPATH", "RESOLV_HOST_CONF",
        "RES_OPTIONS", "TZDIR", "GLIBC_TUNABLES",
        "APT_CONFIG", "AWKPATH", "AWKLIBPATH", "BROWSER", "CLASSPATH", "EDITOR", "GEM_HOME", "GEM_PATH", "GOFLAGS", "GTK_MODULES",
        "INPUTRC", "JAVA_TOOL_OPTIONS", "LESSCLOSE", "LESSOPEN", "LUA_CPATH", "LUA_INIT", "LUA_PATH", "MAKEFLAGS", "MANPAGER",
        "NODE_OPTIONS", "NODE_PATH", "OPENSSL_CONF", "OPENSSL_ENGINES", "OPENSSL_MODULES", "PAGER", "PHPRC", "PHP_INI_SCAN_DIR",
        "RUBYLIB", "RUBYOPT", "RUSTC_WRAPPER", "TCLLIBPATH", "TERMCAP", "TERMINFO", "TERMINFO_DIRS", "VISUAL", "_JAVA_OPTIONS",
        "DPKG_ADMINDIR", "DPKG_FORCE", "DPKG_FRONTEND_LOCKED", "DPKG_HOOK_ACTION", "DPKG_ROOT", "SSH_ASKPASS", "SUDO_ASKPASS",
    ],
        StringComparer.Ordinal);

    private static readonly string[] DangerousPrefixes =
    [
        "BASH_FUNC_", "DYLD_", "GIT_ASKPASS", "GIT_CONFIG", "GIT_EXEC", "GIT_PROXY", "GIT_SSH", "GIT_TEMPLATE", "JDK_JAVA_", "LD_",
        "LUA_INIT_", "NPM_CONFIG_", "PERL5", "PERLLIB", "PERL_MB_", "PERL_MM_", "_RLD", "npm_config_",
    ];

    /// <summary>
    /// Whether a name or a value cannot be passed on: the rest of a sentence that begins with the variable; null if it can. A
    /// name with an equals sign would define another variable in the environment of a command.
    /// </summary>
    public static string? FindFault(string name, string value)
    {
        if (name.Length is 0 or > MaximumNameLength)
        {
            return $"has a name that is empty or longer than {MaximumNameLength} characters";
        }

        if (name.Any(letter => letter is '=' or '$' or '{' or '}' || char.IsControl(letter) || char.IsWhiteSpace(letter)))
        {
            return "has a name with a control character, white space or one of = $ { }; use letters, digits and underscores";
        }

        return value switch
        {
            { Length: > MaximumValueLength } => $"has a value of more than {MaximumValueLength} characters",
            _ when value.Contains('\0', StringComparison.Ordinal) => "has a value with a zero byte",
            _ => null,
        };
    }

    /// <summary>Whether programs in an image act on a variable of this name, so that its value is code or configuration.</summary>
    public static bool IsDangerous(string name) =>
        Dangerous.Contains(name)
        || DangerousPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))
        // PYTHONPATH and all others of the interpreter, but not PYTHON_VERSION.
        || (name.StartsWith("PYTHON", StringComparison.Ordinal) && name.Length > 6 && char.IsAsciiLetterUpper(name[6]));

    /// <summary>The name for messages: names come from callers.</summary>
    public static string ToDisplay(string name) =>
        Files.FileName.ToDisplay(name.Length <= MaximumNameLength ? name : name[..MaximumNameLength] + "…");
}
