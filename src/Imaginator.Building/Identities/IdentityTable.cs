using System.Collections.Immutable;

namespace Imaginator.Building.Identities;

/// <summary>The identities that package tools and their scripts are known to make.</summary>
internal static class IdentityTable
{
    // cloud-init makes host keys, too.
    private static readonly ImmutableArray<string> KeyMakers =
    [
        "/usr/lib/systemd/system/sshd-keygen.service",
        "/usr/lib/systemd/system/sshd-keygen@.service",
        "/usr/lib/systemd/system/sshdgenkeys.service",
        "/usr/sbin/sshd-gen-keys-start",
        "/usr/bin/cloud-init",
    ];

    /// <summary>All rules.</summary>
    public static ImmutableArray<IdentityRule> Rules { get; } =
    [
        // machine-id(5): an empty file gets an ID at boot, and does not make that boot a first boot, which would enable
        // services by presets.
        new("machine ID", "/etc/machine-id") { Action = IdentityAction.Empty },
        new("D-Bus machine ID", "/var/lib/dbus/machine-id"),
        new("SSH host keys", "/etc/ssh/ssh_host_*", "/etc/dropbear/dropbear_*_host_key")
        {
            MadeBy = KeyMakers,
            Cure = "sshd does not start without them: let the image make them at boot (ssh-keygen -A before sshd, or cloud-init)",
        },
        new(
            "random seed",
            "/var/lib/systemd/random-seed",
            "/var/lib/urandom/random-seed",
            "/var/lib/random-seed",
            "/var/lib/misc/random-seed",
            "/boot/loader/random-seed",
            "/boot/efi/loader/random-seed",
            "/efi/loader/random-seed",
            "/var/lib/seedrng/*"),
        new("key of systemd's credentials", "/var/lib/systemd/credential.secret"),
        new(
            "DHCP leases and identifiers",
            "/var/lib/dhcp/*.leases",
            "/var/lib/dhcp/*.leases~",
            "/var/lib/dhclient/*",
            "/var/lib/dhcpcd/*",
            "/var/lib/dhcpcd5/*",
            "/var/db/dhcpcd/*",
            "/etc/dhcpcd.duid",
            "/etc/dhcpcd.secret",
            "/var/lib/wicked/*.xml",
            "/var/lib/NetworkManager/*.lease",
            "/var/lib/NetworkManager/*.lease6"),
        new("key of NetworkManager", "/var/lib/NetworkManager/secret_key"),
        new("names of network devices", "/etc/udev/rules.d/70-persistent-net.rules"),
        new("iSCSI initiator name", "/etc/iscsi/initiatorname.iscsi") { Action = IdentityAction.GenerateInitiatorName },
        new("NVMe host ID", "/etc/nvme/hostid", "/etc/nvme/hostnqn"),
        new("snake oil certificate", "/etc/ssl/private/ssl-cert-snakeoil.key", "/etc/ssl/certs/ssl-cert-snakeoil.pem")
        {
            MadeBy = ["/usr/lib/systemd/system/ssl-cert.service", "/lib/systemd/system/ssl-cert.service"],
            Cure = "services that use it do not start: make it at boot (make-ssl-cert generate-default-snakeoil)",
        },
        new("certificate of the host", "/etc/pki/tls/private/localhost.key", "/etc/pki/tls/certs/localhost.crt")
        {
            MadeBy = ["/usr/lib/systemd/system/httpd-init.service", "/usr/libexec/httpd-ssl-gencerts"],
            Cure = "services that use it do not start: make it at boot",
        },
        new("key of rndc", "/etc/bind/rndc.key", "/etc/rndc.key") { Action = IdentityAction.Warn },
        new("volumes of LVM", "/etc/lvm/archive/*", "/etc/lvm/backup/*", "/etc/lvm/devices/*", "/etc/lvm/cache/*"),
    ];

    /// <summary>Configuration files in which package scripts write the name of the machine.</summary>
    public static ImmutableArray<string> FilesWithHostName { get; } =
    [
        "/etc/hosts",
        "/etc/mailname",
        "/etc/postfix/main.cf",
        "/etc/exim4/update-exim4.conf.conf",
        "/etc/mail/local-host-names",
        "/etc/esmtprc",
        "/etc/ssmtp/ssmtp.conf",
        "/etc/nullmailer/me",
    ];
}
