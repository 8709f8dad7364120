namespace Imaginator.Hosting.PluginCommands.Packages;

/// <summary>What a package must fulfil before it is installed.</summary>
internal sealed record PackageChecks
{
    /// <summary>The SHA-512 checksum in lower-case hexadecimal; empty for any.</summary>
    public string Checksum { get; init; } = "";

    public bool RequiresSignature { get; init; }

    /// <summary>The SHA-256 fingerprint of the certificate that must have signed the package; null for any trusted certificate.</summary>
    public string? Signer { get; init; }

    /// <summary>Whether a package that was changed on its way would be noticed.</summary>
    public bool DetectsChanges => RequiresSignature || Checksum.Length > 0;
}
