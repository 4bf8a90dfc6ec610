namespace Slipway.Reports;

/// <summary>What became of an update that a device reports.</summary>
public enum ReportStatus
{
    /// <summary>It was installed and stays.</summary>
    Updated,

    /// <summary>It was on the air and was taken off again.</summary>
    RolledBack,

    /// <summary>It was refused; nothing changed.</summary>
    Refused,
}
