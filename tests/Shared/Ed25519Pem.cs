namespace Imaginator.Tests.Shared;

/// <summary>A self-signed certificate with a key of the kind Ed25519, which .NET cannot make. Nothing else uses them.</summary>
internal static class Ed25519Pem
{
    /// <summary>The certificate.</summary>
    public const string Certificate =
        """
        -----BEGIN CERTIFICATE-----
        MIIBQDCB86ADAgECAhQiDsLrh1k4ef1osChHiqEK/io/qTAFBgMrZXAwFTETMBEG
        A1UEAwwKaW1hZ2luYXRvcjAgFw0yNjExMzAwODE2MzhaGA8yMDgxMDkwMjA4MTYz
        OFowFTETMBEGA1UEAwwKaW1hZ2luYXRvcjAqMAUGAytlcAMhAHy7+9wU6rAowkqa
        Uxye2zamoA+r55M8M+nthwuaAq2no1MwUTAdBgNVHQ4EFgQUbGzHS8vdQ9Jn8q9Z
        yLaQirL2KsQwHwYDVR0jBBgwFoAUbGzHS8vdQ9Jn8q9ZyLaQirL2KsQwDwYDVR0T
        AQH/BAUwAwEB/zAFBgMrZXADQQDhIeDT6I/IaNMtSUxtU20pS8KsEjFVwSBCrIS/
        2HWsJr0gVp75RudAgTktkb/kaj0GQdfBjf38W5t8uWIvCbMH
        -----END CERTIFICATE-----
        """;

    /// <summary>Its private key.</summary>
    public const string Key =
        """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIGDLX577puFIUXr8Fqi+25OGzwbTMVj7JfnukjK/WDYg
        -----END PRIVATE KEY-----
        """;
}
